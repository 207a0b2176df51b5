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

# En deux étapes.
accounts-step-title = Connexion en deux étapes
accounts-step-lede = Après le lien ou le mot de passe, un code d’une application de votre téléphone. Qui aurait votre mot de passe ou vos courriels n’entrerait pas pour autant.
accounts-step-must = Qui administre le réseau se connecte en deux étapes : le lien ou le mot de passe, puis un code d’une application.
accounts-step-set = La mettre en place
accounts-step-set-title = Protégez votre compte
accounts-step-on = En place
accounts-step-change = Changer, codes de secours
accounts-step-finish = Vérifier le code et terminer
accounts-step-leave = Quitter et recommencer
accounts-step-replace = Changer d’application
accounts-step-replace-text = L’application d’avant ne servira plus, et vous recevrez de nouveaux codes de secours.
accounts-step-remove = Retirer la deuxième étape
accounts-step-remove-sure = Retirer la deuxième étape ? Le lien ou le mot de passe suffira de nouveau.
accounts-step-sign-in = Pour cela, reconnectez-vous par un lien : votre connexion date de plus d’une demi-heure.
accounts-proof-title = Confirmez que c’est bien vous
accounts-proof-lede = Ce que vous demandez a de grandes conséquences, et votre connexion date de plus d’une demi-heure.
accounts-proof-go = Confirmer et continuer
accounts-proof-sign-in = Vous n’avez ni code ni mot de passe : reconnectez-vous par un lien dans un autre onglet, puis revenez à celui-ci. Ce que vous avez saisi y reste.
accounts-proof-other-tab = Me reconnecter dans un autre onglet
accounts-proof-again = C’est fait, continuer
accounts-step-needed = Qui administre le réseau garde une deuxième étape : changez d’application plutôt que de la retirer.
accounts-step-own = On ne retire pas sa propre deuxième étape ici : cela se fait dans son compte, avec un code.
accounts-step-none = Ce compte n’a pas de deuxième étape.
accounts-first-step-over = La première étape date trop, ou elle a déjà servi. Recommencez.
accounts-flash-first-step-over-warn = La première étape date trop, ou elle a déjà servi. Recommencez.
accounts-flash-step-removed = La deuxième étape est retirée ; vos autres connexions sont fermées.
accounts-half-way = Il ne manque que la deuxième étape.
accounts-half-way-go = Continuer
accounts-app-install = Installez sur votre téléphone une application de codes (Aegis, FreeOTP, 2FAS, Google Authenticator…), ou prenez celle de votre gestionnaire de mots de passe.
accounts-app-scan = Avec elle, photographiez cette image.
accounts-app-picture = Code QR à photographier avec l’application ; le même secret se tape aussi.
accounts-app-type = Je ne peux pas photographier
accounts-app-type-hint = Choisissez « selon l’heure » et tapez ce secret, sans les espaces.
accounts-app-code = Le code que l’application montre
accounts-app-code-hint = Six chiffres, qui changent toutes les trente secondes.
accounts-code = Code
accounts-code-lede = Encore une étape : le code que montre votre application.
accounts-code-hint = Six chiffres, qui changent toutes les trente secondes.
accounts-code-or-recovery = Six chiffres de l’application, ou un code de secours.
accounts-code-before = Un code de l’application d’avant
accounts-code-wrong = Ce code n’est pas le bon. Vérifiez que votre téléphone est à l’heure, puis tapez le code qui s’affiche maintenant.
accounts-code-used = Ce code a déjà servi. Attendez le suivant.
accounts-code-late = L’image montrée n’est plus valable : en voici une autre. Photographiez-la, puis tapez le code.
accounts-code-lost = Je n’ai plus l’application
accounts-code-lost-all = Plus de codes de secours non plus ? Écrivez à une autre personne qui administre le réseau : elle peut retirer la deuxième étape de votre compte.
accounts-recovery-code = Code de secours
accounts-recovery-hint = Seize signes. Chacun ne sert qu’une fois.
accounts-recovery-title = Codes de secours
accounts-recovery-codes = Dix codes, chacun pour une fois
accounts-recovery-once = Ces codes ne seront plus montrés.
accounts-recovery-keep = Imprimez-les, ou rangez-les dans un gestionnaire de mots de passe. Chacun remplace une fois le code de l’application, si vous la perdez. Les codes d’avant ne servent plus.
accounts-recovery-print = Imprimer
accounts-recovery-kept = Je les ai gardés
accounts-recovery-renew = Refaire les codes de secours
accounts-recovery-left = { $n ->
    [0] Plus aucun code de secours.
    [one] Il reste un code de secours.
   *[other] Il reste { $n } codes de secours.
}

# Par son établissement.
accounts-by-provider = Se connecter avec { $name }
accounts-provider-lede = Reliez votre compte à celui de votre établissement : vous vous connecterez avec lui, même si votre adresse change.
accounts-provider-tie = Relier mon compte
accounts-provider-tied = Relié
accounts-provider-untie = Délier
accounts-provider-untie-sure = Délier ce compte ? Vous vous connecterez par un lien ou par mot de passe.
accounts-flash-provider-linked = Votre compte est relié à celui de votre établissement.
accounts-flash-provider-unlinked = Votre compte n’est plus relié à celui de votre établissement.
accounts-flash-provider-away-warn = Le service de connexion de votre établissement ne répond pas. Réessayez dans quelques minutes, ou connectez-vous par un lien.
accounts-flash-provider-untrue-warn = La réponse du service de connexion de votre établissement n’a pas pu être vérifiée : personne n’est entré. Réessayez, ou connectez-vous par un lien.
accounts-flash-provider-broken-off-warn = La connexion par votre établissement s’est arrêtée en chemin. Réessayez, ou connectez-vous par un lien.
accounts-flash-provider-astray-warn = Cette connexion n’a pas commencé dans ce navigateur, date trop, ou a déjà servi. Recommencez.
accounts-flash-provider-no-address-warn = Votre établissement ne nous dit pas votre adresse électronique : connectez-vous par un lien.
accounts-flash-provider-unverified-warn = Votre établissement n’a pas vérifié votre adresse électronique : connectez-vous par un lien.
accounts-flash-provider-elsewhere-warn = Le compte de votre établissement porte une autre adresse que votre compte ici, ou appartient à un autre compte : rien n’est relié.
accounts-flash-provider-other-warn = Le compte de cette adresse est relié à quelqu’un d’autre dans votre établissement. Connectez-vous par un lien, puis déliez-le dans votre compte.
accounts-flash-provider-closed-warn = Ce compte est fermé.
accounts-token-used = dernier usage
accounts-token-unused = n’a pas encore servi
