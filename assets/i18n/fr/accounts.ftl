# Refus.
accounts-link-spent = Ce lien a déjà servi ou n’est plus valable. Demandez-en un autre.
accounts-invitation-spent = Cette invitation a déjà servi, a été retirée ou n’est plus valable.
accounts-already-member = Cette personne a déjà ce rôle.
accounts-not-member = Cette personne n’appartient pas au service à cette date.
accounts-last-manager = C’est la seule personne responsable de ce service : désignez d’abord quelqu’un d’autre.
accounts-last-admin = C’est la seule personne qui administre le réseau : désignez d’abord quelqu’un d’autre.
accounts-disabled = Ce compte est fermé.
accounts-bad-days = Ces dates ne vont pas : la fin vient après le début, et un départ ne se date pas dans le passé.
accounts-scope-too-wide = Seule l’administration peut avoir une clé d’administration.
accounts-password-short = Douze signes au moins.
accounts-password-long = Cent vingt-huit octets au plus.
accounts-password-is-email = Le mot de passe ne peut pas être l’adresse.

# Rôles.
accounts-role-manager = Responsable
accounts-role-staff = Membre
accounts-role-coordinator = Coordination du réseau
accounts-role-admin = Administration du réseau
