# L’administration.
admin-title = Administration
admin-overview = Vue d’ensemble
admin-accounts = Personnes
admin-account = Compte
admin-invitations = Invitations
admin-outbox = Courriels
admin-audit = Journal
admin-quiet = Rien n’attend : aucun courriel en souffrance, aucun périmètre proposé.
admin-stat-dead = { $n ->
    [one] courriel n’a pu partir
   *[other] courriels n’ont pu partir
}
admin-stat-queued = { $n ->
    [one] courriel en attente
   *[other] courriels en attente
}
admin-stat-proposals = { $n ->
    [one] périmètre proposé
   *[other] périmètres proposés
}
admin-stat-invitations = { $n ->
    [one] invitation sans réponse
   *[other] invitations sans réponse
}
admin-sweep = Tâche
admin-sweep-last = Dernier passage
admin-sweep-never = jamais
admin-search-accounts = Nom ou adresse
admin-roles = Rôles
admin-state = État
admin-open = Ouvert
admin-closed = Fermé
admin-closed-on = Fermé le
admin-created = Créé le
admin-yes = oui
admin-no = non
admin-account-audit = Ce que dit le journal de ce compte
admin-close = Fermer le compte
admin-close-sure = Fermer ce compte ? Ses connexions, ses liens et ses clés s’éteignent tout de suite.
admin-reopen = Rouvrir le compte
admin-network-role = Rôle dans le réseau
admin-role-none = Aucun
admin-memberships = Services
admin-no-membership = N’appartient à aucun service.
admin-sessions = Connexions ouvertes
admin-no-session = Aucune connexion ouverte.
admin-no-account = Personne
admin-no-account-text = Aucun compte ne porte ce nom ni cette adresse.
admin-flash-role = Le rôle est enregistré.
admin-flash-disabled = Le compte est fermé.
admin-flash-enabled = Le compte est rouvert.
admin-invitations-open = Sans réponse
admin-invite = Inviter quelqu’un
admin-invite-node = Service
admin-invite-send = Inviter
admin-invite-to-nothing = Choisissez un service, un rôle dans le réseau, ou les deux.
admin-invitation-expired = expirée
admin-invitation-resend = Renvoyer
admin-invitation-revoke = Retirer
admin-invitation-revoke-sure = Retirer cette invitation ?
admin-no-invitation = Aucune invitation en attente
admin-no-invitation-text = Les invitations sans réponse se trouvent ici ; on peut les renvoyer ou les retirer.
admin-outbox-states = États des courriels
admin-dead = En souffrance
admin-queued = En attente
admin-sent = Partis
admin-mail-to = Destinataire
admin-mail-subject = Objet
admin-mail-when = Quand
admin-mail-error = Dernière erreur
admin-mail-attempts = Essais
admin-actions = Actions
admin-resend = Réessayer
admin-flash-resent = Le courriel repart.
admin-no-dead = Rien en souffrance
admin-no-dead-text = Un courriel qui n’a pu partir après quatorze essais attend ici une décision.
admin-no-queued = Rien en attente
admin-no-queued-text = Les courriels partent dès qu’ils sont écrits.
admin-no-sent = Aucun courriel parti
admin-no-sent-text = Les courriels partis sont listés ici, sans leur contenu.
admin-search-audit = Adresse d’une personne, identifiant, ou début d’une action
admin-when = Quand
admin-who = Qui
admin-what = Quoi
admin-subject = Objet
admin-by-account = Un compte
admin-by-team = Une équipe de recherche
admin-by-system = Le programme
admin-no-event = Rien au journal
admin-no-event-text = Aucun événement ne correspond à cette recherche.
admin-returned = Revenus
admin-came-back = Revenu
admin-no-returned = Aucun retour
admin-no-returned-text = Aucun courriel parti n’est revenu.
admin-archivist-hint = Approuve ou refuse les listes d’élimination, et ne lit rien d’autre des demandes.
admin-flash-archivist = Le visa d’archiviste est enregistré.

# La deuxième étape.
admin-step = Deuxième étape
admin-step-none = Aucune
admin-step-reset = Retirer la deuxième étape
admin-step-reset-hint = Pour qui a perdu son application et ses codes de secours. Assurez-vous que c’est bien cette personne qui demande : elle en est prévenue par courriel.
admin-step-reset-sure = Retirer la deuxième étape de ce compte ? Ses connexions se ferment.
admin-flash-step-reset = La deuxième étape est retirée ; la personne en est prévenue.

# Les programmes, les tâches, les réglages.
admin-audit-who = Par qui (nom ou adresse)
admin-audit-from = Du
admin-audit-until = Au
admin-audit-all = Tout montrer
admin-programs = Programmes
admin-tokens-lede = Les clés en cours, et quand elles ont servi. Une clé qui ne sert plus se révoque : la personne en est prévenue.
admin-token-made = Créée le
admin-token-used = Dernier usage
admin-token-ends = Jusqu’au
admin-token-never = jamais
admin-no-token = Aucune clé
admin-no-token-text = Personne n’a de clé en cours.
admin-flash-token-revoked = La clé est révoquée ; la personne en est prévenue.
admin-hooks-lede = Ceux des services et du réseau.
admin-hooks-network = Ceux du réseau
admin-hooks-of-network = Réseau
admin-hook-rests = En pause
admin-hook-fails = Échoue
admin-hook-goes = Marche
admin-jobs = Tâches
admin-jobs-lede = Ce que le programme fait de lui-même. Une tâche qui échoue est reprise à son prochain tour.
admin-jobs-failing = { $n ->
    [one] Une tâche a échoué à son dernier tour.
   *[other] { $n } tâches ont échoué à leur dernier tour.
}
admin-stat-failing = { $n ->
    [one] tâche qui échoue
   *[other] tâches qui échouent
}
admin-every = Rythme
admin-every-turn = à chaque tour
admin-every-seconds = toutes les { $n } secondes
admin-every-minutes = { $n ->
    [one] toutes les minutes
   *[other] toutes les { $n } minutes
}
admin-every-hours = { $n ->
    [one] toutes les heures
   *[other] toutes les { $n } heures
}
admin-job-running = En cours
admin-job-failed = Échec
admin-job-well = { $n ->
    [0] Bien, rien à faire
    [one] Bien, une chose faite
   *[other] Bien, { $n } choses faites
}
admin-job-again = Refaire
admin-flash-job-due = La tâche sera faite au prochain tour, dans un instant.
admin-settings = Réglages
admin-settings-lede = Ce qui vient de l’environnement du programme ; cela se change là où il tourne, et les secrets n’y sont pas.
admin-installation = L’installation
admin-address = Adresse
admin-version = Version
admin-database = Base de données
admin-mail = Courriels
admin-mail-smtp = envoyés par un serveur
admin-mail-folder = écrits dans un dossier
admin-mail-log = seulement notés
admin-mail-capture = gardés, jamais envoyés
admin-files = Fichiers
admin-files-folder = dans un dossier
admin-files-bucket = dans un espace S3
admin-scanner = Antivirus
admin-provider = Connexion par un établissement
admin-retention = Ce qui part de lui-même
admin-retention-lede = Ce qui est vide reprend la durée habituelle. La page sur les données personnelles dit ces durées.
admin-text-kept = Le texte reste, sans noms.
admin-text-removed = Le texte est effacé.
admin-approval = Une liste est approuvée d’abord.
admin-copies = Une copie des données d’une personne se retire pendant { $n } jours.
admin-term-closed = Demandes, après leur clôture
admin-term-spam = Indésirables
admin-term-quarantine = Courriels retenus, que personne n’examine
admin-term-received = Courriels reçus, tels quels, après la clôture de la demande
admin-term-machine = Courriels écrits par des machines ou écartés
admin-term-sent = À qui sont allés les courriels envoyés
admin-term-said = Ce qui a été dit pour une séance, après sa fin
admin-term-proof = Qui a participé à une séance, après sa fin
admin-term-drafts = Brouillons de candidatures jamais déposés, après la clôture de l’appel
admin-term-filed = Candidatures déposées, après la décision, le retrait ou la fin du label
admin-term-readings = Qui a lu une demande sensible
admin-term-audit = Journal
admin-term-sessions = Connexions et clés terminées
admin-term-invitations = Invitations, après leur terme
admin-term-duty = Permanences et absences passées
admin-term-requests = Demandes de copie ou d’effacement
admin-term-spaces = Qui tenait un espace, ou était nommé dans une demande sans suite
admin-term-seats = Qui siégeait dans une instance, après la fin de son mandat
admin-term-signatories = Qui a signé une charte ou une convention, après la fin de la signature
admin-term-owners = Qui portait une résolution, après qu’elle a été faite ou remplacée
admin-term-authors = Qui a écrit une actualité, après sa publication
admin-term-times = Ce qui est noté à côté du temps passé
admin-term-checks = Les remarques sur les pages vérifiées
admin-term-proposals = Ce qui est dit d’une couverture proposée, après la décision
admin-term-webhooks = Ce qui a été dit à d’autres programmes
admin-policies = Textes et accord de l’archiviste
admin-policy-text = Textes des demandes closes, après leur terme
admin-policy-kept = gardés sans les noms
admin-policy-removed = effacés
admin-policy-approval = L’archiviste donne son accord d’abord
admin-policy-usual = Réglage de l’installation :
admin-policy-effect = Vaut dès le prochain passage et pour les effacements demandés ; un texte effacé ne revient pas.
admin-flash-policies = C’est noté. Cela vaut dès maintenant.
admin-term-bounds = D’habitude { $usual } ; de { $from } à { $to }.
admin-term-outside = { $what } : un nombre entier de { $from } à { $to }.
admin-unit-days = jours
admin-unit-months = mois
admin-unit-years = ans
admin-length-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}
admin-length-months = { $n ->
    [one] { $n } mois
   *[other] { $n } mois
}
admin-length-years = { $n ->
    [one] { $n } an
   *[other] { $n } ans
}
admin-lower-title = Garder moins longtemps
admin-lower-lede = Rien n’est encore changé. Ce qui a passé sa nouvelle durée part au prochain passage du nettoyage, dans les heures qui suivent.
admin-lower-what = Quoi
admin-lower-before = Gardé jusqu’ici
admin-lower-after = Désormais
admin-lower-due = Partirait au prochain passage
admin-lower-announced = Qui porte une candidature ou y écrit est prévenu un mois avant qu’elle parte.
admin-lower-confirm = Raccourcir ces durées
admin-lower-leave = Tout laisser tel quel
admin-flash-terms = Les durées sont enregistrées.
admin-clock-agrees = L’horloge du serveur et celle de la base de données s’accordent (écart : { $n } s).
admin-clock-before = À corriger avant la clôture de
admin-clock-differs = L’horloge du serveur et celle de la base de données diffèrent de { $n } s.
admin-clock-next = Prochaine clôture :
admin-clock-one = La base de données suit l’horloge de ce serveur : il n’y en a pas d’autre à comparer.
