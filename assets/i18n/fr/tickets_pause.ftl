# Mettre en attente, réveiller
tickets-pause-open = Mettre en attente
tickets-pause-hint = un tiers, ou plus tard
tickets-pause-why = Pourquoi attendre ?
tickets-pause-third-party = Quelqu’un d’extérieur doit répondre d’abord
tickets-pause-later = Rien à faire avant un jour donné
tickets-pause-who = Qui est attendu
tickets-pause-who-hint = Par exemple « la déléguée à la protection des données ». L’équipe lit seulement que vous attendez un tiers.
tickets-pause-until = Jusqu’au
tickets-pause-until-hint = La demande revient d’elle-même ce jour-là, ou au prochain message.
tickets-pause-note = Note interne
tickets-pause-do = Mettre en attente
tickets-pause-next = Mettre en attente et passer à la suivante
tickets-pause-error-kind = Choisissez pourquoi la demande attend.
tickets-pause-error-who = Dites qui est attendu.
tickets-pause-error-until = Choisissez un jour à venir, dans un an au plus tard.
tickets-pause-flash = La demande attend ; elle reviendra d’elle-même.
tickets-pause-flash-woken = La demande est de nouveau à traiter.
tickets-pause-wake = Reprendre maintenant
tickets-pause-waiting-for = Attend
tickets-pause-since = depuis le
tickets-pause-till = jusqu’au
tickets-pause-snoozed-till = En veille jusqu’au
tickets-pause-key = Mettre en attente

# Ce qui s’est passé
tickets-event-waits = { $who } attend un tiers : { $third }
tickets-event-snoozed = Mise en veille par { $who }
tickets-event-woken = Reprise par { $who }
tickets-event-woken-by-time = Réveillée : le jour choisi est venu
tickets-event-waited = Revenue : { $third } n’a pas répondu dans le temps prévu
tickets-event-closed-silent = Close d’elle-même après quatorze jours sans message de l’équipe
tickets-pause-error-who-long = Dites qui est attendu en 200 caractères au plus.
