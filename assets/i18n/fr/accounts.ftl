# Refus.
accounts-link-spent = Ce lien a déjà servi ou n’est plus valable. Demandez-en un autre.
accounts-invitation-spent = Cette invitation a déjà servi, a été retirée ou n’est plus valable.
accounts-already-member = Cette personne a déjà ce rôle.
accounts-not-member = Cette personne n’appartient pas au service à cette date.
accounts-last-manager = C’est la seule personne responsable de ce service : désignez d’abord quelqu’un d’autre.
accounts-last-admin = C’est la seule personne qui administre le réseau : désignez d’abord quelqu’un d’autre.
accounts-disabled = Ce compte est fermé.
accounts-bad-days = Ces dates ne vont pas : la fin vient après le début, et un départ ne se date pas dans le passé.
accounts-scope-too-wide = Seule l’administration peut avoir une clé d’administration.
accounts-password-short = Douze signes au moins.
accounts-password-long = Cent vingt-huit octets au plus.
accounts-password-is-email = Le mot de passe ne peut pas être l’adresse.

# Rôles.
accounts-role-manager = Responsable
accounts-role-staff = Membre
accounts-role-coordinator = Coordination du réseau
accounts-role-admin = Administration du réseau

# Se connecter.
accounts-sign-in-title = Se connecter
accounts-sign-in-lede = Pour les équipes du réseau. Pour poser une question, aucun compte n’est nécessaire :
accounts-sign-in-ask = écrivez-nous
accounts-sign-in = Se connecter
accounts-by-link = Par un lien reçu par courriel
accounts-by-password = Par mot de passe
accounts-email = Adresse électronique
accounts-password = Mot de passe
accounts-send-link = Recevoir un lien
accounts-or = ou
accounts-forgotten = Mot de passe oublié ? Demandez un lien, puis changez-le dans votre compte.
accounts-errors = À corriger
accounts-wrong-password = Adresse ou mot de passe inconnu.
accounts-slow-down = { $n ->
    [one] Trop d’essais. Réessayez dans une minute.
   *[other] Trop d’essais. Réessayez dans { $n } minutes.
}
accounts-sent-title = Regardez vos courriels
accounts-sent-text = Si cette adresse a un compte, un lien vient d’y partir. Il ne sert qu’une fois, dans les { $n } minutes.
accounts-sent-nothing = Rien reçu après quelques minutes ? Regardez les indésirables, vérifiez l’adresse, ou demandez à la personne responsable de votre service de vous inviter.
accounts-sent-again = Demander un autre lien
accounts-link-title = Vous y êtes presque
accounts-link-text = Un dernier geste, pour que les programmes qui ouvrent les liens des courriels n’usent pas le vôtre.
accounts-link-spent-title = Ce lien ne sert plus
accounts-link-again = Recevoir un autre lien
accounts-flash-signed-out = Vous avez quitté votre compte.

# Invitations.
accounts-invitation-title = Une invitation
accounts-invitation-to-node = { $inviter } vous invite à rejoindre l’équipe « { $node } ».
accounts-invitation-to-network = { $inviter } vous invite à rejoindre la coordination du réseau.
accounts-invitation-role = Rôle
accounts-invitation-network-role = Rôle dans le réseau
accounts-invitation-until = Valable jusqu’au
accounts-invitation-accept = Accepter et me connecter
accounts-invitation-ignore = Si vous n’attendiez pas cette invitation, fermez cette page : rien ne se passera.
accounts-invitation-spent-title = Cette invitation ne sert plus
accounts-invitation-spent-text = Si vous l’avez déjà acceptée, connectez-vous. Sinon, demandez à la personne qui vous invitait de l’envoyer de nouveau.
accounts-flash-invited = L’invitation est partie.
accounts-flash-invitation-revoked = L’invitation est retirée.

# Mon compte.
accounts-title = Mon compte
accounts-profile = Profil
accounts-security = Sécurité
accounts-security-title = Sécurité du compte
accounts-name = Nom
accounts-language = Langue
accounts-flash-saved = Votre profil est enregistré.
accounts-memberships = Mes services
accounts-no-membership = Vous n’appartenez à aucun service. C’est la personne responsable d’un service qui invite.
accounts-since = depuis le
accounts-until = jusqu’au
accounts-over = Terminé
accounts-duties = Mes semaines de permanence
accounts-duty-now = En ce moment
accounts-duty-file = Ajouter à mon agenda (.ics)
accounts-no-duty = Aucune permanence prévue. La personne responsable de votre service les répartit.
accounts-duty-summary = Permanence { $node }
accounts-duty-calendar = Mes permanences
accounts-tickets = Demandes
accounts-tickets-inbox = Ouvrir la boîte
accounts-tickets-ask = Demander de l’aide

# Mot de passe.
accounts-password-has = Vous pouvez vous connecter par mot de passe ou par un lien.
accounts-password-none = Vous vous connectez par un lien. Un mot de passe est facultatif.
accounts-password-current = Mot de passe actuel
accounts-password-current-hint = Oublié ? Reconnectez-vous par un lien : il n’est plus demandé pendant une demi-heure.
accounts-password-new = Nouveau mot de passe
accounts-password-hint = Douze signes au moins ; une phrase est un bon choix.
accounts-password-set = Choisir
accounts-password-change = Changer
accounts-password-remove = Retirer
accounts-password-remove-sure = Retirer le mot de passe ? Vous vous connecterez par un lien.
accounts-current-wrong = Ce n’est pas le mot de passe actuel.
accounts-flash-password-set = Le mot de passe est enregistré ; vos autres connexions sont fermées.
accounts-flash-password-removed = Le mot de passe est retiré ; vos autres connexions sont fermées.

# Connexions.
accounts-sessions = Mes connexions
accounts-session-now = en ce moment
accounts-session-this = Celle-ci
accounts-session-revoke = Fermer
accounts-session-revoke-sure = Fermer cette connexion ?
accounts-session-revoke-others = Fermer toutes les autres
accounts-session-revoke-others-sure = Fermer toutes les autres connexions ?
accounts-device-unknown = Navigateur inconnu
accounts-flash-session-revoked = C’est fermé.

# Clés d’API.
accounts-tokens = Clés d’API
accounts-tokens-lede = Pour qu’un programme agisse en votre nom.
accounts-no-token = Aucune clé.
accounts-token-scope = Étendue
accounts-token-life = Durée
accounts-token-create = Créer une clé
accounts-token-once = Copiez cette clé maintenant : elle ne sera plus montrée.
accounts-token-made = créée le
accounts-token-until = jusqu’au
accounts-token-forever = sans fin
accounts-token-revoke = Révoquer
accounts-token-revoke-sure = Révoquer cette clé ? Les programmes qui s’en servent s’arrêteront.
accounts-scope-read = Lire
accounts-scope-write = Lire et écrire
accounts-scope-admin = Administrer
accounts-days = { $n } jours
accounts-copy = Copier
accounts-copied = Copié
accounts-flash-token-revoked = La clé est révoquée.
accounts-role-archivist = Archiviste
