# Réponses publiées : ce que chacun lit, où cela s’écrit, s’approuve et reste vrai.

knowledge-nav = Réponses
knowledge-title = Réponses publiées
knowledge-lede = Des réponses données par le réseau, relues par deux personnes et tenues à jour. Si la vôtre n’y est pas, posez votre question.
knowledge-search = Chercher une réponse
knowledge-q = Mots cherchés
knowledge-topic = Sujet
knowledge-any-topic = Tous les sujets
knowledge-discipline = Discipline
knowledge-any-discipline = Toutes les disciplines
knowledge-none = Aucune réponse publiée ne correspond. Le réseau peut répondre à votre question.
knowledge-none-yet = Aucune réponse n’est publiée pour l’instant.
knowledge-ask = Poser la question
knowledge-ask-anyway = Poser quand même une question
knowledge-ask-hint = Votre question dira que vous avez lu cette réponse.
knowledge-already-read = (Réponse déjà lue : « { $title } », { $address })
knowledge-read-more = Pour en savoir plus :
knowledge-only-other = en anglais
knowledge-foreign = Cette réponse n’existe pour l’instant qu’en anglais. Une personne du réseau peut vous l’expliquer en français.
knowledge-checked = Vérifiée le
knowledge-published = Publiée le
knowledge-version = Version { $n }
knowledge-by = Tenue à jour par
knowledge-overdue = Vérification en retard
knowledge-overdue-hint = Cette réponse devait être relue et ne l’a pas encore été. Elle peut avoir changé : en cas de doute, posez la question.
knowledge-about = De quoi il s’agit
knowledge-body = La réponse
knowledge-own = Pour { $name }
knowledge-general = Dans le cas général
knowledge-differs = Autres employeurs
knowledge-employer = Votre employeur
knowledge-employer-hint = La bonne réponse n’est pas la même partout.
knowledge-employer-any = Un autre employeur
knowledge-employer-show = Afficher
knowledge-answered = Cela répond à ma question
knowledge-answered-hint = Rien n’est envoyé et rien n’est gardé de ce que vous avez écrit. Nous comptons seulement une question de moins.
knowledge-thanks-deflected = Tant mieux ! Votre question n’a pas été envoyée. Si autre chose se présente, nous sommes là.
knowledge-useful = Cette réponse vous a-t-elle été utile ?
knowledge-yes = Oui
knowledge-no = Non
knowledge-thanks-said = Merci, c’est compté. Rien n’est gardé de vous.
knowledge-print = Imprimer
knowledge-json = Données (JSON)
knowledge-desk-link = Gérer cette réponse
knowledge-suggested = Peut-être déjà répondu
knowledge-suggested-hint = Ces réponses publiées ressemblent à votre question.
knowledge-suggested-search = Chercher dans les réponses publiées

knowledge-desk = Réponses publiées
knowledge-desk-hint = Une réponse se prépare à partir d’une demande close ou de rien, une deuxième personne l’approuve, et quelqu’un dit chaque année si elle est encore vraie.
knowledge-new = Nouvelle réponse
knowledge-tab-drafts = Brouillons
knowledge-tab-proposed = À approuver
knowledge-tab-due = À relire
knowledge-tab-published = Publiées
knowledge-tab-withdrawn = Retirées
knowledge-hint-drafts = Ce qui s’écrit. Personne d’autre que vos dispositifs ne le voit.
knowledge-hint-proposed = Ce qui attend une deuxième personne. Nul n’approuve ses propres mots.
knowledge-hint-due = Ce dont la date de relecture est passée : dites que c’est encore vrai, ou reprenez le texte.
knowledge-hint-published = Ce que tout le monde lit.
knowledge-hint-withdrawn = Ce que plus personne ne lit ; l’histoire en est gardée.
knowledge-empty-drafts = Aucun brouillon. Ouvrez une demande close et faites-en une réponse publiée, ou écrivez-en une.
knowledge-empty-proposed = Rien n’attend d’approbation.
knowledge-empty-due = Tout est à jour.
knowledge-empty-published = Rien n’est encore publié.
knowledge-empty-withdrawn = Rien n’a été retiré.
knowledge-untitled = Sans titre
knowledge-returned = Revenue
knowledge-only-fr = en français seulement
knowledge-only-en = en anglais seulement
knowledge-review-on = À relire le
knowledge-updated = Modifiée
knowledge-state-draft = Brouillon
knowledge-state-proposed = À approuver
knowledge-state-published = Publiée
knowledge-state-superseded = Remplacée
knowledge-state-withdrawn = Retirée

knowledge-use = Ce qu’elle apporte
knowledge-spared = { $n ->
    [one] { $n } question évitée
   *[other] { $n } questions évitées
}
knowledge-inserted = { $n ->
    [one] reprise dans { $n } réponse
   *[other] reprise dans { $n } réponses
}
knowledge-found-useful = { $n ->
    [one] utile { $n } fois
   *[other] utile { $n } fois
}
knowledge-found-useless = { $n ->
    [one] pas utile { $n } fois
   *[other] pas utile { $n } fois
}

knowledge-edit = Rédiger
knowledge-node = Dispositif responsable
knowledge-text-fr = En français
knowledge-text-en = En anglais
knowledge-text-hint = Une langue suffit pour publier ; l’autre peut venir plus tard.
knowledge-title-label = Titre
knowledge-title-hint = La question telle qu’on la poserait, en quelques mots.
knowledge-body-label = Texte
knowledge-body-hint = Markdown : # titre, **gras**, - liste, [mots](adresse).
knowledge-topics = Sujets
knowledge-topics-hint = Un à trois. Il en faut au moins un pour publier.
knowledge-disciplines = Disciplines
knowledge-disciplines-hint = Seulement si la réponse ne vaut que pour elles ; six au plus.
knowledge-review = Relire après
knowledge-months = { $n ->
    [one] { $n } mois
   *[other] { $n } mois
}
knowledge-change-note = Ce qui change
knowledge-change-note-hint = Pour l’historique : en une phrase, ce que cette version change et pourquoi.
knowledge-variants = Selon l’employeur
knowledge-variants-hint = Là où la bonne réponse dépend de l’employeur, écrivez ce qui vaut pour les siens. Ils le liront en premier.
knowledge-variant = Variante
knowledge-variant-for = Pour qui est employé par
knowledge-variant-more = Enregistrer et ajouter une variante
knowledge-language-fr = Français
knowledge-language-en = Anglais
knowledge-faults = À corriger avant d’enregistrer
knowledge-error-title = Donnez un titre, dans une langue au moins.
knowledge-error-title-long = Un titre a au plus 160 caractères.
knowledge-error-note-long = Dites ce qui change en 1 000 caractères au plus.
knowledge-error-topics = Choisissez au plus trois sujets de la liste.
knowledge-error-disciplines = Choisissez au plus six disciplines de la liste.
knowledge-error-variant = Choisissez pour chaque variante un employeur de la liste, et un seul texte par employeur.

knowledge-not-done = Rien n’a été changé
knowledge-not-closed = Seule une demande close devient une réponse publiée. Fermez-la d’abord.
knowledge-not-a-draft = Ce n’est plus un brouillon. Rouvrez la page pour voir où en est la réponse.
knowledge-not-proposed = Cette version n’attend pas d’approbation. Rouvrez la page pour voir où en est la réponse.
knowledge-not-published = Cette réponse n’est pas publiée.
knowledge-own-words = Vous avez écrit dans cette version : c’est à une autre personne de l’approuver.
knowledge-changed-meanwhile = Quelqu’un a changé cette réponse entre-temps. Votre texte est encore dans le formulaire : copiez-le, rouvrez la page et reprenez.
knowledge-looks-personal = Le texte contient encore ce qui ressemble à des données personnelles. Retirez-les, ou dites que vous avez vérifié.
knowledge-incomplete = Il manque quelque chose pour publier : au moins un sujet, et dans une langue un titre et un texte. Aucune langue ne doit être à moitié remplie.
knowledge-note-too-long = Ce texte a au plus 1 000 caractères : raccourcissez-le.
knowledge-no-reason = Écrivez pourquoi, en une phrase.
knowledge-in-work = Une version est déjà en cours d’écriture.

knowledge-flash-drafted = Voici le brouillon. La machine a retiré ce qui paraissait personnel : relisez tout.
knowledge-flash-saved = C’est enregistré.
knowledge-flash-proposed = C’est proposé. Les personnes qui peuvent approuver sont prévenues.
knowledge-flash-taken-back = C’est redevenu un brouillon.
knowledge-flash-returned = C’est renvoyé, avec votre raison.
knowledge-flash-approved = C’est publié.
knowledge-flash-withdrawn = La réponse est retirée.
knowledge-flash-confirmed = C’est noté : encore vrai. La prochaine relecture est fixée.
knowledge-flash-revised = Une nouvelle version est ouverte. Les lecteurs voient l’ancienne jusqu’à l’approbation.
knowledge-flash-disposed = Le brouillon est jeté.

knowledge-returned-by = Renvoyée par { $name }
knowledge-ended-why = Pourquoi elle a été retirée
knowledge-from-ticket = Tirée de la demande
knowledge-written-by = Écrite par
knowledge-read-it = Voir la page publique
knowledge-history = Historique
knowledge-next-step = Et ensuite
knowledge-propose = Proposer à l’approbation
knowledge-propose-hint = Une autre personne du dispositif ou de la coordination relit et publie.
knowledge-take-back = Reprendre l’écriture
knowledge-approve = Approuver et publier
knowledge-approve-hint = Vous répondez avec les auteurs de ce que tout le monde lira.
knowledge-approve-not-you = Vous avez écrit dans cette version : une autre personne doit l’approuver.
knowledge-send-back = Renvoyer
knowledge-send-back-why = Ce qui manque ou ne va pas
knowledge-dispose = Jeter ce brouillon
knowledge-dispose-sure = Jeter ce brouillon ? Son texte est perdu ; une version publiée reste.
knowledge-still-true = Encore vrai ?
knowledge-confirm = C’est encore vrai
knowledge-revise = À reprendre
knowledge-revise-note = Ce qui est à revoir
knowledge-revise-new = Écrire une nouvelle version
knowledge-withdraw = Retirer
knowledge-withdraw-why = Pourquoi elle est retirée
knowledge-withdraw-hint = Plus personne ne la lira, et son adresse ne mènera plus à rien.
knowledge-replaced = Ce que la machine a retiré
knowledge-replaced-hint = Dans l’ordre des sortes. Remettez dans le texte ce qui n’est pas personnel et qui sert aux lecteurs.
knowledge-times = { $n } fois
knowledge-left = Ressemble à des données personnelles
knowledge-left-hint = Retirez-les du texte, ou cochez que vous avez vérifié.
knowledge-looked = J’ai vérifié : rien de personnel ne reste.
knowledge-kind-person = personne
knowledge-kind-email = adresse électronique
knowledge-kind-phone = téléphone
knowledge-kind-address = adresse postale
knowledge-kind-laboratory = laboratoire
knowledge-kind-orcid = ORCID
knowledge-kind-dataset = identifiant de jeu de données
knowledge-kind-plan = plan de gestion de données
knowledge-kind-link = lien privé
knowledge-kind-project = projet
knowledge-kind-bank = compte bancaire
knowledge-kind-social = numéro de sécurité sociale
knowledge-kind-number = numéro
knowledge-kind-reference = référence
knowledge-kind-greeting = formule d’appel
knowledge-kind-signature = signature
knowledge-draft-question = La question
knowledge-draft-answer = La réponse

knowledge-compare = Comparer
knowledge-compare-from = De la version
knowledge-compare-to = à la version
knowledge-same = Ces deux versions disent la même chose.
knowledge-gone = supprimé :
knowledge-added = ajouté :
knowledge-field-title-fr = Titre en français
knowledge-field-body-fr = Texte en français
knowledge-field-title-en = Titre en anglais
knowledge-field-body-en = Texte en anglais
knowledge-field-about = Sujets et disciplines
knowledge-written-on = Commencée le
knowledge-approved-by = Approuvée par
knowledge-ended-on = Terminée le

knowledge-make = En faire une réponse publiée
knowledge-make-hint = Un brouillon sans noms ni adresses, à relire et à faire approuver.
knowledge-near = Réponses publiées proches
knowledge-near-none = Aucune réponse publiée ne ressemble à cette demande.
knowledge-insert = Insérer dans ma réponse
knowledge-near-all = Chercher parmi toutes
knowledge-nearest-first = Les plus proches de ce que vous cherchez d’abord.
