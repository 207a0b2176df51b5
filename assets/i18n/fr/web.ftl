# Le cadre de toutes les pages.
web-skip = Aller au contenu
web-nav = Navigation principale
web-nav-ask = Demander de l’aide
web-nav-network = Réseau
web-nav-directory = Annuaire
web-nav-figures = Chiffres
web-nav-inbox = Boîte
web-nav-admin = Administration
web-other-language = English
web-theme-dark = Thème sombre
web-account = Mon compte
web-sign-in = Se connecter
web-sign-out = Se déconnecter
web-demo-label = À propos de cette démonstration
web-demo = Démonstration : les personnes et les demandes sont inventées, aucun message n’est envoyé.
web-demo-mail = Lire les messages retenus
web-footer = Pied de page
web-accessibility = Accessibilité : non conforme
web-legal = Mentions légales
web-privacy = Données personnelles
web-api = API (OpenAPI)
web-version = Version { $version }
web-optional = (facultatif)
web-colon = {" "}:
web-quoted = « { $text } »
web-confirm-yes = Continuer
web-confirm-no = Annuler
web-close = Fermer
web-save = Enregistrer
web-cancel = Annuler
web-search = Rechercher
web-filter = Filtrer
web-filter-reset = Tout afficher
web-show-table = Voir les données en tableau
web-errors-title = { $n ->
    [one] Un point est à corriger
   *[other] { $n } points sont à corriger
}
web-draft-restored = Votre brouillon a été retrouvé sur cet appareil.
web-draft-discard = L’effacer
web-picker-none = Aucun résultat
web-picker-wait = Recherche…
web-picker-create = Ajouter
web-picker-remove = Retirer
web-pager = Pages de la liste
web-pager-first = Retour au début
web-pager-next = Page suivante
web-pager-end = Fin de la liste
web-error-reference = Si vous nous écrivez, donnez cette référence :
web-error-home = Revenir à l’accueil
web-mail-why = Vous recevez ce message parce que votre adresse est liée à une demande ou à un compte sur { $brand }. Si ce n’est pas le cas, ignorez-le.
web-shortcuts = Raccourcis clavier
web-shortcuts-on = Activer les raccourcis d’une seule touche sur cet appareil
web-month-1 = janvier
web-month-2 = février
web-month-3 = mars
web-month-4 = avril
web-month-5 = mai
web-month-6 = juin
web-month-7 = juillet
web-month-8 = août
web-month-9 = septembre
web-month-10 = octobre
web-month-11 = novembre
web-month-12 = décembre
web-left-minutes = dans { $n } min
web-left-hours = dans { $n } h
web-left-days = dans { $n } jours
web-ago-now = à l’instant
web-ago-minutes = il y a { $n } min
web-ago-hours = il y a { $n } h
web-ago-days = { $n ->
    [one] il y a { $n } jour
   *[other] il y a { $n } jours
}
