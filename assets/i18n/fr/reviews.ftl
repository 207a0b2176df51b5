reviews-accept = Accepter
reviews-add = Ajouter
reviews-add-to = Ajouter un évaluateur à { $name }
reviews-affiliations = Établissements, présents et passés
reviews-application = Candidature
reviews-ask = Solliciter
reviews-ask-again = Solliciter à nouveau
reviews-ask-completion = Demander un complément
reviews-ask-completion-hint = Seules les questions choisies sont rouvertes, jusqu’à la date donnée. La réponse est un nouveau dépôt, marqué comme complément ; les évaluateurs le voient.
reviews-asked = Sollicités pour cet appel
reviews-asks-you = On vous propose d’évaluer { $n ->
        [one] une candidature au plus
       *[other] { $n } candidatures au plus
    }.
reviews-assignment-proposed = proposé, non envoyé
reviews-assignment-invited = envoyé
reviews-assignment-accepted = accepté
reviews-assignment-done = évaluation rendue
reviews-assignment-declined = décliné
reviews-assignment-recused = récusé
reviews-assignment-removed = retiré
reviews-assignment-late = en retard
reviews-assignments = Affectations
reviews-assignments-hint = { $n ->
        [one] Un évaluateur
       *[other] { $n } évaluateurs
    } par candidature. L’étoile dit qui connaît une des disciplines.
reviews-awaited = attendu
reviews-begin = Commencer l’évaluation
reviews-begin-hint = Les dépôts sont figés, { $n ->
        [0] aucun brouillon
        [one] un brouillon non déposé
       *[other] { $n } brouillons non déposés
    } et la grille ne change plus.
reviews-begin-sure = Commencer l’évaluation ? Plus rien ne pourra être déposé.
reviews-below = sous le seuil
reviews-beside = à part du total
reviews-board = Vue d’ensemble
reviews-board-hint = La note ne décide pas. Un écart de 40 points ou plus est marqué. Objectif : { $n ->
        [one] une évaluation
       *[other] { $n } évaluations
    } par candidature.
reviews-changed-meanwhile = Cela a changé entre-temps. Relisez la page, puis recommencez.
reviews-checked = J’ai relu : ces mots ne disent pas qui évalue.
reviews-choose = Choisir un évaluateur
reviews-comment = Commentaire
reviews-committee-only = comité seulement
reviews-competes = établissement candidat ailleurs dans l’appel
reviews-complete = Déposer le complément
reviews-completed = complété, dépôt { $n }
reviews-completed-after = Complété après la clôture, à la demande de la coordination :
reviews-completion = Complément demandé
reviews-completion-due = Jusqu’au
reviews-completion-fields = Questions rouvertes
reviews-completion-hint = Le reste de votre candidature reste tel qu’il a été déposé.
reviews-completion-letter = Lettre d’engagement : { $institution }
reviews-completion-letters = Lettres à signer de nouveau
reviews-letter-awaited = à signer de nouveau
reviews-letter-signed = signée depuis
reviews-institution-signed = { $institution } (lettre signée le { $day })
reviews-completion-message = Ce qui manque
reviews-completion-over = Choisissez une date à venir.
reviews-completion-until = À déposer avant
reviews-completions = Compléments
reviews-confidence = Votre connaissance du sujet
reviews-confidence-1 = éloignée
reviews-confidence-2 = générale
reviews-confidence-3 = bonne
reviews-confidence-4 = experte
reviews-conflict-on_application = est dans la candidature
reviews-conflict-same_institution = même établissement
reviews-conflict-same_parent = même organisme de rattachement
reviews-conflict-email_domain = même domaine de courrier
reviews-conflict-same_name = même nom ou même adresse
reviews-conflict-collaboration = collaboration récente
reviews-conflict-family = lien familial
reviews-conflict-hierarchy = lien hiérarchique
reviews-conflict-other = autre
reviews-conflict-add = Signaler un conflit
reviews-conflict-clear = Écarter (fausse alerte)
reviews-conflict-confirm = Confirmer
reviews-conflict-decide = Décider
reviews-conflict-kind = Nature
reviews-conflict-state-suspected = à examiner
reviews-conflict-state-confirmed = confirmé
reviews-conflict-state-cleared = écarté
reviews-conflict-why = Motif
reviews-conflicts = Conflits d’intérêts
reviews-conflicts-hint = Ce qui est à examiner bloque une affectation. Une fausse alerte écartée ne revient que si autre chose est vu.
reviews-conflicts-seen = { $n ->
        [one] un conflit possible
       *[other] { $n } conflits possibles
    }
reviews-coordination = Coordination
reviews-count = Évaluations
reviews-criterion = Critère
reviews-criterion-en = Critère en anglais
reviews-criterion-new = Ajouter un critère
reviews-declare = Déclarer un conflit d’intérêts
reviews-declare-hint = La candidature vous est retirée tout de suite.
reviews-decline = Décliner
reviews-decline-why = Motif
reviews-declined-thanks = C’est noté : vous n’évaluerez pas pour cet appel. Merci d’avoir répondu.
reviews-detect = Rechercher à nouveau
reviews-disciplines = Disciplines
reviews-discussion = Discussion
reviews-domain = Domaine
reviews-domain-add = Ajouter le domaine
reviews-domains = Domaines de courrier
reviews-domains-hint = Plusieurs domaines peuvent être ceux d’un même établissement.
reviews-due = À rendre pour le
reviews-eligibility = Recevabilité
reviews-eligibility-hint = Les règles disent ce qu’elles voient, une personne décide. Une candidature jugée irrecevable reçoit la règle, le motif et la voie de contestation.
reviews-eligible = Recevable
reviews-eliminated = sous un seuil éliminatoire
reviews-english = Anglais
reviews-error-domain = Écrivez un domaine, comme univ.example, et choisissez son établissement.
reviews-error-until = La fin d’une affiliation vient après son début.
reviews-fault-label = Donnez un nom au critère.
reviews-fault-threshold = Le seuil va de 1 à 5.
reviews-fault-weight = Le poids va de 0 à 100.
reviews-fault-weightless = Au moins un critère doit avoir un poids.
reviews-file = Dossier
reviews-decided = Les décisions sont prises : les évaluations restent comme elles étaient.
reviews-filed = Cette évaluation est rendue. Demandez à la coordination de la rouvrir pour la changer.
reviews-flash-accepted = Merci. Il reste à signer l’engagement de confidentialité.
reviews-flash-added = Ajouté au vivier.
reviews-flash-asked = La sollicitation est partie.
reviews-flash-assigned = Affecté, pas encore envoyé.
reviews-flash-begun = L’évaluation a commencé.
reviews-flash-completed = Le complément est déposé.
reviews-flash-completion = La demande de complément est partie.
reviews-flash-conflict = Le conflit est enregistré.
reviews-flash-declined = C’est noté.
reviews-flash-described = Votre profil est enregistré.
reviews-flash-detected = Les conflits ont été recherchés.
reviews-flash-domain = Le domaine est connu.
reviews-flash-judged = La recevabilité est enregistrée.
reviews-flash-let-go = Retiré de l’appel.
reviews-flash-planned = Le calendrier est enregistré.
reviews-flash-proposed = Voici une proposition. Relisez-la avant de l’envoyer.
reviews-flash-reminded = Le rappel est parti.
reviews-flash-removed = Retiré de la candidature.
reviews-flash-reopened = L’évaluation est rouverte.
reviews-flash-rubric = La grille est enregistrée.
reviews-flash-said = Votre message est publié.
reviews-flash-saved = Enregistré, pas encore rendu.
reviews-flash-sent = Les évaluateurs sont prévenus.
reviews-flash-signed = Engagement signé.
reviews-flash-submitted = Votre évaluation est rendue. Merci.
reviews-flash-taken = Le dossier vous est ouvert.
reviews-for-applicants = Sera transmis au porteur
reviews-for-applicants-hint = Sans nom : ni le vôtre, ni celui d’un autre évaluateur, ni celui de votre établissement.
reviews-for-committee = Comité seulement
reviews-french = Français
reviews-from = Depuis
reviews-full = Cette personne a déjà autant de candidatures qu’elle en prend.
reviews-give-back = Rendre sans évaluer
reviews-given-back = Rouverte par la coordination :
reviews-home = Mes évaluations
reviews-home-empty = Rien ne vous attend. Les évaluations qu’on vous propose apparaîtront ici.
reviews-illegal = Cela ne peut pas se faire à cette étape.
reviews-in-conflict = Un conflit d’intérêts est à examiner ou confirmé : décidez-le d’abord.
reviews-incomplete = Il manque une note, la recommandation ou le texte destiné au porteur.
reviews-ineligible = Irrecevable
reviews-ineligible-sure = Déclarer cette candidature irrecevable ? Ses porteurs en seront informés.
reviews-instead = Qui solliciter à votre place ?
reviews-invitation = Invitation à évaluer
reviews-invitation-for = Le comité de « { $call } » vous sollicite.
reviews-judge-hint = Nécessaire pour déclarer irrecevable, ou pour passer outre une règle. Dix caractères au moins.
reviews-judge-reason = Motif
reviews-languages = Langues lues
reviews-late = Retards
reviews-late-hint = Des rappels partent seuls 7 et 2 jours avant la date, puis 1 et 4 jours après.
reviews-led-by = Candidature portée par { $name }.
reviews-left = { $n ->
        [0] Tout est rendu.
        [one] Une évaluation à rendre.
       *[other] { $n } évaluations à rendre.
    }
reviews-let-go-sure = Retirer cette personne ? Ce qu’elle n’a pas rendu lui est retiré.
reviews-level = Niveau { $n }
reviews-levels = Ce que dit chaque niveau
reviews-link-spent = Ce lien a déjà servi, ou n’est plus valable.
reviews-loads = Charge de chacun
reviews-local = Aucun évaluateur extérieur à la région :
reviews-look-hint = Le dossier s’ouvre quand vous l’acceptez.
reviews-masked = { $n ->
        [one] Une question est masquée aux évaluateurs.
       *[other] { $n } questions sont masquées aux évaluateurs.
    }
reviews-median = Médiane
reviews-minutes = { $n } minutes environ par candidature
reviews-missing = Choisissez une note, ou « non évaluable ».
reviews-most-for = Nombre de candidatures au plus pour { $name }
reviews-names-somebody = Le texte destiné au porteur semble dire qui évalue. Relisez-le, ou confirmez qu’il ne le dit pas.
reviews-never-cleared = Qui est dans une candidature ne l’évalue jamais.
reviews-never-reminded = jamais relancé
reviews-newcomer = Ajouter au vivier
reviews-no-conflict = Aucun conflit connu.
reviews-no-field = Choisissez au moins une question.
reviews-no-plan = Dites d’abord pour quand les évaluations sont attendues, dans la vue d’ensemble.
reviews-no-reason = Donnez un motif d’au moins dix caractères.
reviews-nobody-asked = Personne n’est encore sollicité.
reviews-nobody-owes = Aucune évaluation n’est attendue.
reviews-nobody-possible = Personne d’autre n’est possible.
reviews-none-eligible = Aucune candidature recevable pour l’instant.
reviews-none-filed = Aucune candidature déposée.
reviews-none-yet = Aucune évaluation pour l’instant.
reviews-not-accepted = Cette personne n’a pas accepté d’évaluer pour cet appel.
reviews-not-assessable = Non évaluable
reviews-not-in-review = L’appel, ou la candidature, n’est pas en évaluation.
reviews-nothing-to-send = Il n’y a rien à envoyer.
reviews-nothing-yet = Aucune candidature ne vous est encore confiée.
reviews-of-others = Les autres évaluations
reviews-on-application = Cette personne est, ou a été, dans la candidature.
reviews-other-address = Vous êtes connecté avec une autre adresse. Déconnectez-vous, puis rouvrez ce lien.
reviews-others = Autres personnes du vivier
reviews-own = Mon évaluation
reviews-own-conflict = Un conflit qui vous concerne est décidé par quelqu’un d’autre.
reviews-own-first = Rendez d’abord votre évaluation : celles des autres et la discussion s’ouvriront alors.
reviews-own-tabs = Pages de la candidature à évaluer
reviews-pass-clean = { $n ->
        [one] Déclarer recevable la candidature conforme
       *[other] Déclarer recevables les { $n } candidatures conformes
    }
reviews-past = { $n ->
        [0] aucune évaluation passée
        [one] une évaluation passée
       *[other] { $n } évaluations passées
    }
reviews-plan = Calendrier
reviews-plan-due = Évaluations attendues pour le
reviews-plan-minutes = Minutes par candidature
reviews-plan-most = Candidatures au plus par évaluateur
reviews-plan-save = Enregistrer
reviews-pool = Évaluateurs
reviews-post = Votre message
reviews-post-committee = Au comité seulement
reviews-post-do = Publier
reviews-post-reviewers = Aux évaluateurs
reviews-profile = Mon profil d’évaluateur
reviews-profile-hint = Ces informations servent à vous confier des candidatures que vous connaissez, et à écarter les conflits d’intérêts.
reviews-profile-save = Enregistrer mon profil
reviews-propose = Proposer
reviews-propose-hint = Une proposition complète ce qui manque sans toucher à ce qui est envoyé. Vous la relisez, puis vous l’envoyez.
reviews-recommendation = Votre recommandation
reviews-recommendation-accept = retenir
reviews-recommendation-conditions = retenir sous conditions
reviews-recommendation-trajectory = accompagner en trajectoire
reviews-recommendation-reject = ne pas retenir
reviews-recommendations = Recommandations
reviews-remind = Relancer
reviews-reminded-already = Un rappel est déjà parti aujourd’hui.
reviews-reminders = { $n ->
        [one] un rappel, le
       *[other] { $n } rappels, le dernier le
    }
reviews-remove = Retirer { $name }
reviews-reopen = Rouvrir
reviews-reopen-why = Motif, lu par l’évaluateur
reviews-replace = Remplacer
reviews-replace-sure = Retirer la candidature à cette personne et en choisir une autre ?
reviews-reviewer = Évaluateur
reviews-reviewers = Évaluateurs
reviews-rubric = Grille
reviews-rubric-fixed = L’évaluation a commencé : la grille ne change plus.
reviews-rubric-hint = De 0 à 5, chaque niveau décrit. Un critère de poids 0 est noté à part et n’entre pas dans le total.
reviews-rubric-save = Enregistrer la grille
reviews-rule-complete = Toutes les réponses attendues sont données
reviews-rule-two-institutions = Au moins deux établissements ont confirmé
reviews-rule-lead = Un établissement porte la candidature
reviews-rule-staff = Chaque établissement confirmé dit ses moyens humains
reviews-rule-territory = Le territoire est déclaré
reviews-rule-unmet = à examiner
reviews-save = Enregistrer
reviews-saved = Enregistrée :
reviews-send = { $n ->
        [one] Envoyer l’affectation
       *[other] Envoyer les { $n } affectations
    }
reviews-short = { $reference } : il manque { $missing } ; { $possible ->
        [one] un évaluateur possible
       *[other] { $possible } évaluateurs possibles
    } ; { $conflicted } en conflit, { $full } complets
reviews-signed = confidentialité signée
reviews-split = avis partagés
reviews-spread = Écart
reviews-standing-invited = sans réponse
reviews-standing-accepted = accepté
reviews-standing-declined = décliné
reviews-standing-removed = retiré
reviews-submit = Rendre mon évaluation
reviews-submitted = Votre évaluation est rendue.
reviews-tabs = Pages de l’évaluation
reviews-take = Accepter et ouvrir le dossier
reviews-take-hint = Si vous connaissez les candidats de près, déclarez plutôt un conflit.
reviews-telling = Ces mots disent peut-être qui évalue
reviews-threshold = Seuil éliminatoire
reviews-time = Durée
reviews-title = Évaluation
reviews-too-early = L’appel n’est pas encore clos : quelqu’un peut encore déposer.
reviews-total = Total :
reviews-undertaking = Engagement de confidentialité
reviews-undertaking-do = Je m’engage
reviews-undertaking-text = Je garde pour moi ce que je lis des candidatures et des évaluations, je ne m’en sers pour rien d’autre, et je déclare tout conflit d’intérêts avant d’ouvrir un dossier.
reviews-unsigned = Signez d’abord l’engagement de confidentialité.
reviews-until = jusqu’au
reviews-until-day = Jusqu’au
reviews-weight = Poids
reviews-you-are = vous êtes { $alias }
reviews-pack = Emporter le dossier de lecture
reviews-pack-held = Ce fichier est retenu : il n’a pas encore été vérifié.
reviews-quiet = Vous ne recevez plus de rappels. Les personnes qui coordonnent voient toujours ce qui est en retard.
reviews-loud = Vous recevez un rappel avant l’échéance, et après elle.
reviews-be-quiet = Ne plus recevoir de rappels
reviews-be-loud = Recevoir de nouveau les rappels
reviews-wants-none = ne souhaite pas de rappels
reviews-flash-quiet = Vous ne recevrez plus de rappels.
reviews-flash-loud = Vous recevrez de nouveau les rappels.
reviews-export = Exporter les évaluations
reviews-export-reviews = Évaluations
reviews-export-together = Synthèse
reviews-emergencies = Accès d’urgence
reviews-emergencies-hint = L’administration du réseau ne lit ni les évaluations ni les décisions d’un appel. En cas d’urgence elle peut les ouvrir, pour lire, pendant { $n } minutes : elle donne un motif, et les personnes qui coordonnent l’appel ainsi que la présidence du comité sont prévenues aussitôt.
reviews-emergencies-none = Personne n’a ouvert d’accès d’urgence.
reviews-emergencies-see = Voir les accès d’urgence
reviews-emergency-do = Ouvrir un accès d’urgence
reviews-emergency-end = Mettre fin
reviews-emergency-end-of = Mettre fin à l’accès de { $name }
reviews-emergency-ended = mis fin avant l’heure
reviews-emergency-look = Ouvert pour vous
reviews-emergency-needless = Vous coordonnez cet appel : son évaluation vous est déjà ouverte.
reviews-emergency-no-reason = Donnez le motif de l’accès d’urgence, en dix caractères au moins.
reviews-emergency-notice = Accès d’urgence, en lecture seule, jusqu’à : { $until }
reviews-emergency-now = Accès d’urgence ouvert :
reviews-emergency-open = ouvert
reviews-emergency-over = terminé
reviews-emergency-partial = Vous avez un lien avec un dossier de cet appel : une autre personne de l’administration doit ouvrir l’accès.
reviews-emergency-told = La coordination de l’appel et la présidence du comité reçoivent votre nom et votre motif aussitôt. Rien ne peut être modifié.
reviews-emergency-until = jusqu’à :
reviews-emergency-why = Motif
reviews-flash-emergency = L’accès est ouvert, et les personnes concernées sont prévenues.
reviews-flash-emergency-over = L’accès est terminé.
reviews-sheet = Télécharger la feuille à remplir (ODS)
reviews-sheet-name = Évaluations
reviews-sheet-levels = Échelle
reviews-sheet-criterion = Critère
reviews-sheet-review = évaluation
reviews-sheet-reference = dossier
reviews-sheet-title = titre
reviews-sheet-score = note
reviews-sheet-comment = commentaire
reviews-sheet-recommendation = recommandation
reviews-sheet-confidence = confiance – de 1 à 4
reviews-sheet-for-applicants = pour les candidats
reviews-sheet-for-committee = pour le comité
reviews-import = Évaluations remplies hors connexion
reviews-import-choose = La feuille remplie
reviews-import-comment-alone = Donnez aussi une note de 0 à 5, ou N/A : un commentaire seul n’est pas gardé.
reviews-import-drafts = Rien n’est rendu : ce qui est repris devient votre brouillon, que vous relisez et rendez vous-même.
reviews-import-faults = { $n ->
    [one] Une ligne ne peut pas être reprise.
   *[other] { $n } lignes ne peuvent pas être reprises.
}
reviews-import-formulas = Formules ignorées, rien n’en est repris : { $list }
reviews-import-given = déjà rendue : rien n’y est changé
reviews-import-hint = ODS, XLSX ou CSV, jusqu’à 1 Mo. Vous voyez d’abord ce qui serait repris.
reviews-import-lede = Téléchargez la feuille, remplissez-la sans connexion, puis déposez-la ici. Une ligne par dossier ; gardez la première ligne et la colonne « évaluation ».
reviews-import-no-column = Cette feuille n’a pas de colonne « évaluation » : repartez de la feuille à télécharger.
reviews-import-no-confidence = Une confiance est un nombre entier de 1 à 4, ou rien.
reviews-import-no-file = Choisissez la feuille remplie.
reviews-import-no-recommendation = Choisissez : retenir, retenir sous conditions, accompagner en trajectoire, ne pas retenir ; ou rien.
reviews-import-no-score = Une note est un nombre entier de 0 à 5, N/A si le critère ne peut pas être évalué, ou rien.
reviews-import-not-yours = Cette ligne n’est pas celle d’une évaluation qui vous est ouverte dans cet appel.
reviews-import-row = Ligne { $n }
reviews-import-sum = Brouillons nouveaux : { $makes }. Brouillons changés : { $changes }.
reviews-import-too-long = Ce texte est trop long : dix mille caractères au plus.
reviews-import-twice = Cette évaluation a déjà une ligne plus haut.
reviews-import-unread = Colonnes inconnues, non lues : { $list }
reviews-flash-imported = Vos brouillons sont à jour. Relisez-les, puis rendez-les.

reviews-completion-missing = Il manque quelque chose : le complément n’est pas déposé
reviews-reconsider = Revenir sur la recevabilité
reviews-reconsider-hint = La candidature attend de nouveau un avis sur sa recevabilité. Ses porteurs reçoivent le motif.
reviews-reconsider-why = Pourquoi
reviews-flash-reconsidered = La recevabilité est à décider de nouveau.

reviews-seats = Comités où vous siégez
reviews-column-title = Titre
reviews-column-alias = Pseudonyme
reviews-column-reviewer = Évaluateur
reviews-column-state = État
reviews-column-recommendation = Recommandation
reviews-column-total = Total
reviews-column-submitted_on = Rendue le
reviews-column-for_applicants = Pour le porteur
reviews-column-for_committee = Pour le comité
reviews-feasible-like = { $n ->
    [one] Avec { $n } candidature, comme celles de { $call } :
   *[other] Avec { $n } candidatures, comme celles de { $call } :
}
reviews-feasible-missing = { $n ->
    [one] il manquerait { $n } évaluation parmi ceux qui ont dit oui.
   *[other] il manquerait { $n } évaluations parmi ceux qui ont dit oui.
}
reviews-feasible-regions = Régions concernées : { $names }.
reviews-feasible-enough = ceux qui ont dit oui suffiraient.
reviews-before-completion = Avant le complément :
