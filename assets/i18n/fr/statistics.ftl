
statistics-title = Statistiques des appels
statistics-lead = Toutes les candidatures comptent, sauf celles que vous ne devez pas voir. Ce qui a été effacé au terme de sa conservation reste compté.
statistics-lead-public = Les appels dont les résultats sont publiés. Un nombre de moins de { $n } est masqué, et avec lui celui qui permettrait de le deviner.
statistics-left-out = { $n ->
    [one] { $n } candidature n’est pas comptée : vous êtes en conflit d’intérêts.
   *[other] { $n } candidatures ne sont pas comptées : vous êtes en conflit d’intérêts.
}
statistics-none = Aucun appel à compter.
statistics-take = Emporter ce tableau :
statistics-hidden = masqué
statistics-group = Rubrique
statistics-what = Mesure
statistics-whole = Candidatures
statistics-begun = Commencées
statistics-filed = Déposées
statistics-unfiled = Jamais déposées
statistics-institutions = Établissements engagés
statistics-became = Ce qu’elles sont devenues
statistics-became-ineligible = Non éligibles
statistics-became-withdrawn = Retirées
statistics-became-pending = En attente
statistics-by-area = Selon le domaine
statistics-by-institution = Selon l’établissement engagé
statistics-times = Délais et accord
statistics-days = Jours du dépôt à la notification, à la médiane
statistics-review-days = Jours pour rendre une évaluation, à la médiane
statistics-spread = Écart entre évaluations, à la médiane (sur 100)
statistics-kappa = Accord sur la recommandation (kappa de Fleiss : 1 toujours d’accord, 0 comme au hasard)
statistics-busiest = Premiers dépôts le jour le plus chargé
statistics-load = Charge des évaluateurs
statistics-reviews = Évaluations rendues
statistics-reviewers = Évaluateurs
statistics-load-most = Dossiers du plus chargé
statistics-load-least = Dossiers du moins chargé
statistics-late-reviewers = Évaluateurs qui n’ont pas tout rendu
statistics-sections = Brouillons jamais déposés, par rubrique entamée
statistics-ahead = Premiers dépôts, par jours avant la clôture
statistics-day-ahead = { $days ->
    [0] Le dernier jour
    [one] La veille
   *[other] { $days } jours avant
}
statistics-day-earlier = Plus tôt
statistics-per-day = Premiers dépôts, par jour
statistics-tab = Statistiques
