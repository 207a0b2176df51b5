decisions-tabs = Pages du comité
decisions-title = Décisions
decisions-portfolio = Portefeuille
decisions-letters = Lettres
decisions-bids = Candidatures
decisions-none = Aucune candidature n’est soumise au comité.
decisions-reference = Référence
decisions-bid = Projet
decisions-outcome = Décision
decisions-state = État
decisions-outcome-labelled = labellisée
decisions-outcome-conditions = labellisée sous conditions
decisions-outcome-trajectory = en trajectoire
decisions-outcome-coaching = prometteuse, avec accompagnement
decisions-outcome-redirected = réorientée vers un centre d’établissement
decisions-outcome-refused = non retenue
decisions-state-proposed = proposée
decisions-state-validated = validée
decisions-state-notified = notifiée
decisions-state-superseded = remplacée
decisions-deliberate = Ouvrir la délibération
decisions-deliberate-hint = Les évaluations sont rendues : le comité propose et valide une décision pour chaque candidature.
decisions-left = { $n ->
    [one] Il manque une décision validée.
   *[other] Il manque { $n } décisions validées.
}
decisions-close = Clore les décisions
decisions-close-hint = Chaque candidature a une décision validée. Après la clôture, les lettres peuvent partir.
decisions-tell = Préparer les lettres
decisions-seats = Comité
decisions-no-seats = Personne n’y siège.
decisions-seat = Donner un siège
decisions-unseat = Retirer le siège de { $name }
decisions-as = En tant que
decisions-chair = présidence
decisions-member = membre
decisions-decision = Décision
decisions-rationale = Motifs, transmis au porteur
decisions-rationale-hint = Au moins cinquante caractères. Aucun nom de relecteur.
decisions-conditions = Conditions
decisions-conditions-hint = Une par ligne, qui commence par sa date : 2027-06-30 Signer la convention.
decisions-until = Fin de la trajectoire
decisions-node = Structure d’accompagnement ou d’accueil
decisions-internal = Notes du comité, jamais transmises
decisions-propose = Proposer cette décision
decisions-validate = Valider cette décision
decisions-validate-hint = Vous validez ce qui est écrit ci-dessus, au nom du comité.
decisions-filed = Ce qui a été déposé
decisions-told = notifiée le
decisions-letters-count = { $n ->
    [one] Une lettre, telle qu’elle partira :
   *[other] { $n } lettres, telles qu’elles partiront :
}
decisions-letters-gone = Les lettres sont parties et les résultats publiés le
decisions-no-letters-yet = Les lettres sont écrites quand les décisions sont closes.
decisions-letters-changed = Les destinataires ou les textes ont changé depuis la préparation : arrêtez cet envoi et préparez-le de nouveau.
decisions-letters-leave = Les lettres partent, et les résultats sont publiés, le
decisions-prepare = Fixer les destinataires
decisions-prepare-hint = Une autre personne devra lire et approuver ces lettres avant leur départ.
decisions-approve = Approuver et faire partir
decisions-approve-hint = Les lettres partent dix minutes plus tard. Les résultats sont publiés au même instant.
decisions-stop = Arrêter l’envoi
decisions-portfolio-hint = Cochez des candidatures pour voir ce qu’elles couvriraient ensemble. Rien n’est enregistré tant que vous ne gardez pas l’essai sous un nom.
decisions-cells = Zones
decisions-first-met = { $met } des { $of } zones prioritaires sont couvertes par les candidatures cochées.
decisions-no-cells = Cochez au moins une candidature.
decisions-cell = Couverture
decisions-cell-empty = vide
decisions-cell-as-before = comme aujourd’hui
decisions-cell-covered = couverte
decisions-cell-overlap = recouvrement
decisions-first = priorité
decisions-tick = Essayer
decisions-aims = { $n ->
    [one] { $n } zone
   *[other] { $n } zones
}
decisions-try = Voir la carte
decisions-kept = Essais gardés
decisions-kept-none = Aucun.
decisions-forget = Retirer { $name }
decisions-name = Nom de l’essai
decisions-keep = Garder
decisions-results = Résultats
decisions-results-hint = Projets labellisés ou en trajectoire. Les autres candidats ont reçu leur réponse.
decisions-error-outcome = Choisissez une décision.
decisions-error-rationale = Les motifs comptent entre cinquante et cinq mille caractères.
decisions-error-internal = Les notes comptent au plus cinq mille caractères.
decisions-error-conditions = Une condition par ligne, avec une date à venir : 2027-06-30 Signer la convention.
decisions-error-until = Donnez la fin de la trajectoire, une date à venir.
decisions-error-node = Choisissez la structure vers laquelle la candidature est réorientée.
decisions-illegal = Ce n’est pas possible à cette étape.
decisions-tried = Ce que vous aviez écrit n’est pas enregistré :
decisions-changed-meanwhile = Une autre personne a changé cette décision entre-temps : voici ce qui est écrit maintenant.
decisions-undecided = Toutes les candidatures n’ont pas encore de décision validée.
decisions-not-oneself = Une autre personne que celle qui a préparé les lettres doit les approuver.
decisions-not-all-read = Vous ne pouvez pas lire toutes ces lettres : une personne sans conflit d’intérêts doit les approuver.
decisions-no-letters = Il n’y a pas de lettre à préparer.
decisions-gone = Ces lettres sont déjà parties.
decisions-name-taken = Un essai porte déjà ce nom.
decisions-nothing-chosen = Cochez des candidatures et donnez un nom.
decisions-flash-deliberation = La délibération est ouverte.
decisions-flash-closed = Les décisions sont closes.
decisions-flash-seated = Le siège est donné.
decisions-flash-unseated = Le siège est retiré.
decisions-flash-proposed = La décision est proposée.
decisions-flash-validated = La décision est validée.
decisions-flash-prepared = Les destinataires sont fixés. Une autre personne peut approuver.
decisions-flash-approved = Les lettres partent dans dix minutes.
decisions-flash-stopped = L’envoi est arrêté.
decisions-flash-kept = L’essai est gardé.
decisions-flash-forgotten = L’essai est retiré.
decisions-rank = Rang
decisions-rank-hint = Rang selon la médiane des évaluations, dès que le projet en a autant que l’appel en demande. Il éclaire la décision et ne la prend pas.
decisions-reviews = { $n ->
    [0] aucune évaluation
    [one] { $n } évaluation
   *[other] { $n } évaluations
}
decisions-sittings = Séances
decisions-sittings-hint = Une décision n’est validée qu’en séance, avec le quorum : les personnes en conflit d’intérêts avec la candidature n’y comptent pas.
decisions-sits-now = Le comité siège
decisions-since = depuis le
decisions-quorate = quorum atteint
decisions-not-quorate-now = quorum non atteint
decisions-here-of = { $here ->
    [one] { $here } personne présente, quorum { $n }.
   *[other] { $here } personnes présentes, quorum { $n }.
}
decisions-here = présent·e
decisions-away = absent·e
decisions-go = Sort
decisions-goes = { $name } sort
decisions-come = Entre
decisions-comes = { $name } entre
decisions-rise = Lever la séance
decisions-sheets = Feuilles de séance
decisions-no-sheets = Le comité n’a pas encore siégé.
decisions-sheet = Feuille de séance
decisions-sheet-pdf = Feuille en PDF
decisions-sheet-from = Début
decisions-sheet-until = Fin
decisions-sit = Ouvrir une séance
decisions-present = Présence
decisions-nobody = Personne.
decisions-quorum-is = Quorum
decisions-quorum-hint = Nombre de personnes qui doivent pouvoir décider.
decisions-quorum-of = Quorum : { $n }
decisions-aside = Hors de la salle : { $names }
decisions-stood-aside = Hors de la salle : { $name }
decisions-nothing-decided = Rien n’a été décidé dans cette séance.
decisions-stand-aside = Se déporter
decisions-stand-aside-hint = Cette candidature disparaît de toutes vos pages, et vous ne comptez pas dans le quorum qui la décide.
decisions-stand-aside-why = Pourquoi
decisions-quorum = Le quorum va d’un au nombre de sièges.
decisions-no-sitting = Une décision n’est validée qu’en séance.
decisions-sits-already = Une séance est déjà ouverte.
decisions-not-quorate = Le quorum n’est pas atteint pour cette candidature.
decisions-not-here = Vous n’êtes pas noté·e présent·e à cette séance.
decisions-flash-sits = La séance est ouverte.
decisions-flash-presence = La présence est notée.
decisions-flash-rises = La séance est levée.
decisions-flash-aside = Vous êtes déporté·e.
decisions-equality = Égalité de traitement
decisions-equality-hint = Ce qui suit compare les candidatures que vous pouvez voir. Un groupe de moins de { $n } n’est pas montré, ni celui qui le trahirait.
decisions-by-all = Ensemble
decisions-by-kind = Selon l’établissement porteur
decisions-by-region = Selon la région
decisions-by-first = Selon l’ancienneté
decisions-all = Toutes les candidatures
decisions-group = Groupe
decisions-retained = Retenues
decisions-share = Part
decisions-score = Médiane des scores
decisions-kind-university = université
decisions-kind-school = école
decisions-kind-research_body = organisme de recherche
decisions-kind-grouping = regroupement
decisions-kind-other = autre
decisions-first-time = premier dépôt
decisions-first-again = porteur d’un appel passé
decisions-exceptions = Ce qui a été accordé
decisions-exceptions-hint = Chaque report, complément, dérogation, fausse alerte et retard, avec sa raison.
decisions-no-exceptions = Rien n’a été accordé à personne.
decisions-exception = Nature
decisions-exception-day = Jour
decisions-exception-why = Raison
decisions-exception-extended = Clôture reportée pour tous
decisions-exception-amended = Formulaire modifié pour tous
decisions-exception-granted = Clôture reportée pour
decisions-exception-completed = Complément demandé à
decisions-exception-eligible = Recevable malgré une règle
decisions-exception-cleared = Conflit d’intérêts levé sur
decisions-exception-late = Évaluation rendue en retard sur
decisions-equality-take = Emporter le rapport
decisions-equality-format = Format
decisions-appeal = Recours
decisions-appeals = Recours
decisions-appeals-hint = Un recours est instruit par quelqu’un qui n’a pris part ni aux évaluations ni à la décision.
decisions-no-appeals = Aucun recours.
decisions-appeal-of = Décision :
decisions-appeal-write = Déposer un recours
decisions-appeal-hint = Une personne qui n’a pas pris part à la décision examine votre recours. Soit la décision est maintenue, soit le comité décide de nouveau. Vous recevez une réponse motivée.
decisions-appeal-until = Jusqu’au
decisions-appeal-grounds = Vos raisons
decisions-appeal-grounds-hint = De cinquante à cinq mille caractères.
decisions-appeal-send = Déposer le recours
decisions-appeal-withdraw = Retirer le recours
decisions-appeal-filed = Le recours
decisions-appeal-filed-at = déposé le
decisions-appeal-taken-at = à l’instruction depuis le
decisions-appeal-answered-at = répondu le
decisions-appeal-answer = La réponse
decisions-appeal-answer-it = Répondre
decisions-appeal-answer-hint = De cinquante à cinq mille caractères, transmis au porteur. Aucun nom.
decisions-appeal-uphold = Admettre : le comité décide de nouveau
decisions-appeal-dismiss = Rejeter : la décision est maintenue
decisions-appeal-take = Instruire ce recours
decisions-appeal-take-hint = Vous n’avez pris part ni aux évaluations ni à la décision. Le porteur est prévenu.
decisions-appeal-state-filed = recours déposé
decisions-appeal-state-instructed = recours à l’instruction
decisions-appeal-state-upheld = recours admis
decisions-appeal-state-dismissed = recours rejeté
decisions-appeal-state-withdrawn = recours retiré
decisions-anew = Un recours a été admis : cette candidature est à décider de nouveau, en séance.
decisions-appeal-too-late = Le délai de recours est passé.
decisions-appeal-already = Un recours a déjà été déposé contre cette décision.
decisions-appeal-no-grounds = Donnez vos raisons, de cinquante à cinq mille caractères.
decisions-appeal-no-answer = Donnez une réponse de cinquante à cinq mille caractères.
decisions-appeal-not-impartial = Vous avez pris part à cette décision : une autre personne doit instruire ce recours.
decisions-appeal-not-yours = Une autre personne instruit ce recours.
decisions-appeal-illegal = Ce recours n’est plus à cette étape.
decisions-flash-appealed = Le recours est déposé.
decisions-flash-appeal-withdrawn = Le recours est retiré.
decisions-flash-instructs = Vous instruisez ce recours.
decisions-flash-answered = La réponse est partie.
decisions-place = Ordre
decisions-tied = ex æquo
decisions-order-hint = L’ordre d’examen se change par les flèches ou en glissant une ligne. Il ne change ni le rang des évaluations ni les décisions.
decisions-ordered = Cet ordre est celui du comité.
decisions-order-up = Monter { $name }
decisions-order-down = Descendre { $name }
decisions-order-forget = Revenir à l’ordre des évaluations
decisions-flash-placed = L’ordre est changé.
decisions-flash-unplaced = L’ordre est de nouveau celui des évaluations.
decisions-votes = Vote
decisions-votes-hint = Le vote est facultatif et éclaire la décision. Qui a un lien avec le dossier ne vote pas. Une proposition réécrite est à voter de nouveau.
decisions-votes-of = Votes exprimés : { $n } sur { $of }.
decisions-votes-said = Pour : { $yes } ; contre : { $no } ; abstention : { $abstain }.
decisions-votes-own = Votre vote :
decisions-vote-for = pour
decisions-vote-against = contre
decisions-vote-abstain = abstention
decisions-not-here-to-vote = Vous n’êtes pas noté présent à cette séance : seules les personnes présentes votent.
decisions-flash-voted = Votre vote est noté.
decisions-minutes = Compte rendu
decisions-minutes-general = En général
decisions-minutes-body = Ce qui a été dit
decisions-minutes-hint = Ce que vous écrivez est gardé au fil de la frappe, comme brouillon. Ce qui concerne un dossier n’est pas lu par qui s’en est écarté : écrivez-le dans la partie de ce dossier.
decisions-minutes-keep = Garder
decisions-minutes-kept = gardé à l’instant
decisions-minutes-saved = gardé :
decisions-minutes-none = Rien n’est écrit de cette séance.
decisions-minutes-approve = Approuver le compte rendu
decisions-minutes-approve-hint = La séance est levée. Une fois approuvé, le compte rendu ne change plus.
decisions-minutes-approve-sure = Approuver ce compte rendu ? Il ne changera plus.
decisions-minutes-are-approved = approuvé
decisions-minutes-approved = Ce compte rendu est approuvé : il ne change plus.
decisions-minutes-too-long = Cette partie est trop longue : vingt mille caractères au plus.
decisions-no-minutes = Rien n’est écrit : il n’y a rien à approuver.
decisions-still-sits = La séance n’est pas levée : le compte rendu s’approuve après.
decisions-flash-minutes = Le compte rendu est gardé.
decisions-flash-minutes-approved = Le compte rendu est approuvé.

decisions-unjudged = La recevabilité d’au moins une candidature n’est pas décidée : décidez-la avant d’ouvrir la délibération.
decisions-unread = Au moins une candidature a moins d’évaluations que l’appel n’en demande : attendez-les, ou écrivez pourquoi le comité décide sans elles.
decisions-unjudged-left = { $n ->
    [one] La recevabilité d’une candidature n’est pas décidée.
   *[other] La recevabilité de { $n } candidatures n’est pas décidée.
}
decisions-unread-left = { $n ->
    [one] Une candidature a moins d’évaluations que l’appel n’en demande.
   *[other] { $n } candidatures ont moins d’évaluations que l’appel n’en demande.
}
decisions-unread-why = Pourquoi décider sans attendre
decisions-reopen = Reprendre cette décision
decisions-reopen-hint = Tant qu’elle n’est pas notifiée, la présidence peut reprendre une décision validée. Les lettres préparées ne partent pas.
decisions-reopen-why = Pourquoi la reprendre
decisions-reopened = La décision validée est reprise par la présidence :
decisions-flash-reopened = La décision est reprise : proposez-en une nouvelle.
decisions-talk = Échanges du comité
decisions-talk-hint = Lu par le comité et la coordination. Les évaluateurs et les porteurs ne le lisent pas.
decisions-said = Ce que les évaluateurs vous adressent
decisions-gained = Couverture gagnée
decisions-gained-places = { $n ->
    [one] { $n } zone visée
   *[other] { $n } zones visées
}
decisions-gained-new = { $n ->
    [0] aucune nouvelle
    [one] { $n } que personne ne sert
   *[other] { $n } que personne ne sert
}
decisions-gained-first = { $n ->
    [one] { $n } prioritaire
   *[other] { $n } prioritaires
}
decisions-criteria = Par critère
decisions-criteria-hint = La moyenne des notes sur cinq, puis la plus basse et la plus haute. Un trait traverse la barre d’une extrémité à l’autre. La note ne décide pas.
decisions-scenario = Scénario retenu
decisions-scenario-none = Aucun scénario n’est joint au compte rendu.
decisions-scenario-choose = Joindre un essai gardé
decisions-scenario-no = Aucun
decisions-scenario-keep = Joindre
decisions-scenario-said = { $places } zones visées, dont { $new } que personne ne servait ; { $first } des { $of } zones prioritaires.
decisions-flash-scenario = Le compte rendu est à jour.
decisions-secretary = secrétaire
decisions-observer = observateur
decisions-seats-hint = Le secrétariat fait ce que fait la coordination des évaluations et des décisions, notamment pour les dossiers dont elle se déporte. Un observateur lit, sans discuter ni voter.
decisions-past = Engagements antérieurs du porteur
decisions-past-hint = Ce que l’établissement porteur a promis pour ses labels, et ce qui en est mesuré. Rien n’est compté dans la note.
decisions-past-measured = { $value }, pour une cible de { $target }
decisions-letter-pdf = Lettre de décision en PDF
decisions-read-at = Lue par le porteur le
decisions-appeal-admitted-at = recevable depuis le
decisions-appeal-admissible = Recevabilité
decisions-appeal-admit-hint = Un recours déposé dans le délai et motivé est recevable : ce qu’il dit est alors examiné. Sinon, dites pourquoi il ne l’est pas ; la décision est maintenue.
decisions-appeal-admit = Recevable
decisions-appeal-refuse = Irrecevable
decisions-appeal-state-admissible = recours recevable
decisions-appeal-state-inadmissible = recours irrecevable
decisions-flash-admitted = Le recours est recevable : le porteur est prévenu.
decisions-tells-who = Ce texte contient le nom ou l’adresse d’une personne qui évalue ou qui siège au comité. Retirez-les, ou confirmez que le texte peut partir tel quel.
decisions-tells-checked = J’ai vérifié : ce texte peut partir tel quel.
decisions-appeal-title = Candidature
decisions-appeal-state = État
decisions-appeals-take = Emporter la liste
