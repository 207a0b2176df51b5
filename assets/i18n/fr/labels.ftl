labels-title = Labels
labels-lede = Les candidatures acceptées deviennent des ateliers, dont le label court pour un temps.
labels-waiting = À activer
labels-none-waiting = Aucune candidature acceptée n’attend.
labels-all = Tous les labels
labels-none = Aucun label.
labels-node = Atelier
labels-kind = Label
labels-kind-full = Atelier labellisé
labels-kind-conditional = Labellisé sous conditions
labels-kind-trajectory = En trajectoire
labels-from = Depuis le
labels-until = Jusqu’au
labels-state-active = valide
labels-state-suspended = suspendu
labels-state-withdrawn = retiré
labels-state-replaced = remplacé
labels-state-over = terminé
labels-activation = Activation
labels-activation-lede = Ce que la candidature a dit, et ce qui existera. Tout se fait d’un coup : page, couverture, services, membres, label, et les questions arrivent aussitôt.
labels-what = Quoi
labels-said = Ce que dit la candidature
labels-will-be = Ce qui existera
labels-name = Nom
labels-short-name = Nom court
labels-contact = Adresse de contact
labels-description = Présentation
labels-institutions = Établissements
labels-promises = Engagements
labels-covers = Couverture
labels-services = Services
labels-members = Membres
labels-manages = responsable
labels-works = équipe
labels-replay = Si cet atelier avait existé ces 90 derniers jours
labels-replay-sentence = { $n ->
    [one] { $n } question serait venue ici.
   *[other] { $n } questions seraient venues ici.
}
labels-replay-from = { $n ->
    [one] { $n } question de { $node }
   *[other] { $n } questions de { $node }
}
labels-replay-waited = Première réponse à ces questions : { $hours } h, à la médiane.
labels-replay-unanswered = { $n ->
    [one] { $n } question attend encore.
   *[other] { $n } questions attendent encore.
}
labels-replay-again = Recalculer avec ce qui est coché
labels-activate = Activer aujourd’hui
labels-check = Vérification d’un label
labels-check-day = Le jour
labels-holds = Le { $on }, { $node } détient un label valide, jusqu’au { $until }.
labels-holds-not = Le { $on }, { $node } ne détient pas ce label. Il court jusqu’au { $until }.
labels-mentor = Accompagné par
labels-badge = Badge
labels-badge-hint = Cette image peut être affichée sur un autre site : elle dit toujours ce qui est vrai aujourd’hui.
labels-manage = Gérer ce label
labels-promise = Engagement
labels-target = Cible
labels-value = Mesuré
labels-measured = Mesuré sur les questions closes et les sessions données depuis le début du label, au plus sur un an. En dessous de cinq, rien n’est montré.
labels-too-few = n insuffisant
labels-not-measured = non mesuré
labels-rows = Règles de couverture
labels-node-page = Page de l’atelier
labels-tickets = Questions en cours, à réattribuer
labels-tickets-hint = Elles restent dans l’atelier jusqu’à ce que quelqu’un les confie à un autre.
labels-reason = Raison
labels-suspend = Suspendre
labels-resume = Rétablir
labels-notice = Annoncer un retrait
labels-notice-hint = L’atelier est prévenu, et a quinze jours pour répondre. Rien ne change d’ici là.
labels-noticed = Retrait annoncé le
labels-withdrawn-from = Possible à partir du
labels-withdraw = Retirer le label
labels-error-name = Donnez un nom de deux cents caractères au plus.
labels-error-short-name = Donnez un nom court de soixante caractères au plus.
labels-error-email = Donnez une adresse, comme atelier@universite.example.
labels-error-end = Donnez une date à venir.
labels-not-decided = Cette candidature n’a pas de décision qui mène à un atelier.
labels-covers-nothing = Cochez au moins une règle de couverture.
labels-no-manager = Cochez la personne responsable : un atelier en a toujours une.
labels-illegal = Ce label n’est plus dans un état qui le permet.
labels-no-reason = Donnez une raison d’au moins dix caractères.
labels-too-soon = C’est trop tôt.
labels-flash-active = L’atelier est ouvert : les questions arrivent.
labels-flash-suspended = Le label est suspendu.
labels-flash-resumed = Le label est rétabli.
labels-flash-noticed = L’atelier est prévenu.
labels-flash-withdrawn = Le label est retiré.
