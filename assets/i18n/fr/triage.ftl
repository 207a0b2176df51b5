# Triage : étiquettes, vues, réponses types, listes de contrôle, temps, suivi, présence.

triage-tools = Vues, réponses types, étiquettes
triage-not-done = Rien n’a été changé
triage-add = Ajouter
triage-rename = Renommer
triage-new-name = Nouveau nom
triage-retire = Ranger
triage-restore = Reprendre
triage-delete = Supprimer
triage-raise = Monter
triage-reword = Reformuler
triage-show = Afficher
triage-month = Mois
triage-for-whom = Pour qui
triage-whose = À qui
triage-shelf-own = Moi
triage-shelf-network = Tout le réseau
triage-flash-saved = C’est enregistré.

triage-tags = Étiquettes
triage-tags-hint = Des mots courts pour retrouver ce qui va ensemble. Ceux du réseau servent partout ; ceux d’un dispositif ne se voient que chez lui.
triage-tag-add = Ajouter une étiquette
triage-tag-off = Retirer l’étiquette
triage-tag-new = Nouvelle étiquette
triage-tag-word = Mot
triage-tag-retired = rangée, n’est plus proposée
triage-no-tags = Aucune étiquette pour l’instant. Écrivez-en une sur une demande, ou ajoutez-la ici.
triage-no-tag = Écrivez un mot pour l’étiquette.
triage-tag-too-long = Une étiquette a au plus 40 caractères.
triage-tag-exists = Cette étiquette existe déjà.
triage-too-many-tags = Une demande porte au plus douze étiquettes.
triage-filter-tag = Étiquette
triage-flash-tagged = Étiquette ajoutée.
triage-flash-untagged = Étiquette retirée.
triage-flash-tag-added = Étiquette ajoutée au vocabulaire.
triage-flash-tag-retired = Étiquette rangée : elle reste sur les demandes qui la portent.
triage-bulk-tag = Étiquette
triage-bulk-tag-add = Étiqueter
triage-bulk-tag-off = Retirer
triage-bulk-no-tag = Écrivez l’étiquette à mettre ou à retirer.
triage-flash-bulk-tagged = Les demandes choisies sont étiquetées.
triage-flash-bulk-untagged = L’étiquette est retirée des demandes choisies.

triage-views = Vues
triage-views-hint = Une vue est une question posée à la boîte. Chacun y voit ce qu’il a le droit de voir, quel que soit son auteur.
triage-views-own = Mes vues
triage-views-shared = Vues partagées
triage-view-save = Garder cette vue
triage-view-name = Nom de la vue
triage-view-for = Pour qui
triage-no-views = Aucune vue pour l’instant. Filtrez la boîte, puis gardez le résultat sous un nom.
triage-view-no-name = Donnez un nom à la vue, de 80 caractères au plus.
triage-view-empty = Rien n’est filtré : il n’y a pas de vue à garder.
triage-too-many-views = Il y a déjà vingt vues ici. Supprimez-en une d’abord.
triage-view-delete-sure = Supprimer cette vue ? Les demandes ne changent pas.
triage-flash-view-saved = Vue gardée.
triage-flash-view-deleted = Vue supprimée.

triage-answers = Réponses types
triage-answers-hint = Des réponses préparées, à relire avant l’envoi.
triage-answer-new = Nouvelle réponse type
triage-answer-edit = Réponse type
triage-answer-name = Nom
triage-answer-topic = Sujet
triage-any-topic = Tous les sujets
triage-answer-fr = Texte français
triage-answer-en = Texte anglais
triage-only-fr = en français seulement
triage-only-en = en anglais seulement
triage-uses = { $n ->
    [one] { $n } fois utilisée
   *[other] { $n } fois utilisée
  }
triage-no-answers = Aucune réponse type ne correspond.
triage-answer-no-name = Donnez un nom, de 80 caractères au plus.
triage-answer-no-text = Écrivez le texte en français, en anglais ou dans les deux langues.
triage-answer-employer = Choisissez un employeur différent pour chaque variante.
triage-answer-unknown = « { $name } » ne veut rien dire ici. Les mots qui se remplacent sont dans la liste à côté.
triage-answer-retire = Retirer cette réponse type
triage-answer-retire-sure = Retirer cette réponse type ? Les réponses déjà envoyées ne changent pas.
triage-flash-answer-retired = Réponse type retirée.
triage-template-changed = Quelqu’un a changé cette réponse type entre-temps. Copiez votre texte, puis rouvrez-la.
triage-variants = Variantes par employeur
triage-variants-hint = Là où la bonne réponse dépend de l’employeur de l’équipe, sa variante remplace le texte ci-dessus.
triage-variant = Variante
triage-variant-for = Pour les équipes de
triage-variant-more = Enregistrer et ajouter une variante
triage-placeholders = Mots qui se remplacent
triage-placeholder-asker = le nom de la personne qui demande
triage-placeholder-reference = la référence de la demande
triage-placeholder-subject = l’objet de la demande
triage-placeholder-node = le dispositif qui répond
triage-placeholder-me = votre nom
triage-placeholder-institution = l’employeur de l’équipe
triage-placeholder-topic = le sujet
triage-insert-label = Réponse type
triage-insert-suggested = Pour ce sujet
triage-insert-others = Autres
triage-insert = Insérer
triage-insert-none = Choisissez une réponse type.

triage-checklist = À vérifier
triage-checklists = Listes de contrôle
triage-checklists-hint = Les étapes à suivre pour un sujet. Celles du réseau valent partout, celles d’un dispositif s’y ajoutent chez lui.
triage-no-steps = Aucune étape pour l’instant.
triage-step-new = Nouvelle étape
triage-step-fr = En français
triage-step-en = En anglais
triage-step-no-words = Écrivez l’étape dans les deux langues, en 200 caractères au plus.
triage-step-no-topic = Choisissez un sujet.
triage-step-retire-sure = Supprimer cette étape de la liste ?
triage-step-elsewhere = Cette étape n’est pas de la liste du sujet de cette demande.
triage-flash-step-retired = Étape supprimée.

triage-time = Temps passé
triage-time-spent = Temps passé
triage-time-hint = Pour le dispositif. L’équipe ne le voit jamais.
triage-time-minutes-label = Durée (45, 1 h 30)
triage-time-word = À quoi
triage-time-note = Noter
triage-time-back = Reprendre
triage-time-minutes = { $n } min
triage-time-hours = { $n } h
triage-time-page-hint = Le temps noté sur les demandes, par sujet et par mois. Il n’est pas ventilé par personne.
triage-time-column = Temps
triage-time-tickets = Demandes
triage-time-months = Douze mois
triage-time-none = Aucun temps noté ce mois-là.
triage-time-no-topic = Sans sujet
triage-bad-minutes = Écrivez une durée d’une minute à 24 heures : 45, 1h30.
triage-flash-time = Temps noté.
triage-flash-time-back = Temps repris.

triage-followers = Qui suit
triage-follow = Suivre
triage-unfollow = Ne plus suivre
triage-flash-followed = Vous suivez cette demande.
triage-flash-unfollowed = Vous ne suivez plus cette demande.
triage-you-are-meant = Une note vous mentionne.
triage-mention-seen = J’ai lu
triage-mention-hint = Écrivez @ et un nom pour prévenir un collègue.
triage-mention-list = Collègues
triage-flash-seen = C’est noté comme lu.
triage-is-writing = { $name } répond.
triage-is-looking = { $name } regarde.
triage-mails = Messages que je reçois
triage-mails-mentions = Quand une note me mentionne
triage-mails-followed = Quand quelqu’un écrit dans une demande que je suis
triage-send-close = Envoyer et clore
triage-send-close-next = Envoyer, clore, suivante
triage-bulk-will-close = { $n ->
    [one] { $n } demande sera close et son équipe prévenue.
   *[other] { $n } demandes seront closes et leurs équipes prévenues.
  }
triage-bulk-will-spam = { $n ->
    [one] { $n } demande sera écartée ; personne n’est prévenu.
   *[other] { $n } demandes seront écartées ; personne n’est prévenu.
  }
triage-bulk-will-leave = { $n ->
    [one] { $n } restera comme elle est.
   *[other] { $n } resteront comme elles sont.
  }
triage-bulk-do = Continuer
triage-bulk-not = Ne rien faire
triage-time-word-too-long = Dites-le en 200 caractères au plus.
triage-of-your-node = Étiquettes et temps sont ceux de votre dispositif : lui seul les voit.
triage-bulk-will-give = { $n ->
    [one] { $n } demande sera confiée à { $name } par message.
   *[other] { $n } demandes seront confiées à { $name } par message.
  }
