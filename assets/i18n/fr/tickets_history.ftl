# Historique
tickets-history-title = Historique
tickets-history-open = Tout l’historique
tickets-history-way = Comment elle est arrivée ici
tickets-history-all = Tout ce qui a été fait
tickets-history-routed = Orientée par les règles du réseau
tickets-history-moved = Confiée par une personne
tickets-history-stayed = Restée à sa place
tickets-event-over-referral = La proposition faite à { $to } est devenue sans objet
