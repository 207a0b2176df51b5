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
admin-sweeps = Tâches de fond
admin-sweep = Tâche
admin-sweep-last = Dernier passage
admin-sweep-never = jamais
admin-no-sweep = Aucune tâche n’a encore tourné.
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
admin-no-dead-text = Un courriel qui n’a pu partir après dix essais attend ici une décision.
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
