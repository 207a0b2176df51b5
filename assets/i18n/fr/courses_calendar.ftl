courses-calendar = Calendrier des formations
courses-calendar-lede = Toutes les séances ouvertes au réseau, à l’heure de { $place }.
courses-calendar-looks = Façons de voir le calendrier
courses-calendar-month = Mois
courses-calendar-week = Semaine
courses-calendar-agenda = Liste
courses-calendar-turn = Avancer ou reculer
courses-calendar-previous = Avant
courses-calendar-next = Après
courses-calendar-today = Aujourd’hui
courses-calendar-filter = Filtrer ou changer d’heure
courses-calendar-every = Toutes
courses-calendar-clock = À l’heure de
courses-calendar-show = Afficher
courses-calendar-cut = Il y a plus de séances que cette page n’en montre. Choisissez un nœud, une discipline ou une région.
courses-calendar-count = { $n ->
    [one] { $day }, une séance
   *[other] { $day }, { $n } séances
}
courses-calendar-more = { $n ->
    [one] et une autre
   *[other] et { $n } autres
}
courses-calendar-there = { $hours } à l’heure de { $place }
courses-calendar-part = Séance { $n } sur { $of }
courses-calendar-none = Rien ce jour-là.
courses-calendar-then = La suite, à partir du { $when }
courses-calendar-whole = Toute la liste du mois
courses-calendar-empty = Aucune séance sur cette période.
courses-calendar-later = La prochaine : { $when }
courses-calendar-subscribe = S’abonner
courses-calendar-subscribe-lede = Votre agenda reste à jour tout seul : donnez-lui une de ces adresses (Outlook, Google Agenda, Thunderbird, Apple).
courses-calendar-all = Toutes les formations
courses-calendar-open = Ouvrir dans mon agenda
courses-calendar-own = Une adresse pour vos inscriptions à vous
