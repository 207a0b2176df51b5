# Historique
tickets-history-title = Historique
tickets-history-open = Tout l’historique
tickets-history-way = Comment elle est arrivée ici
tickets-history-all = Tout ce qui a été fait
tickets-history-routed = Orientée par les règles du réseau
tickets-history-moved = Confiée par une personne
tickets-history-stayed = Restée à sa place
tickets-event-over-referral = La proposition faite à { $to } est devenue sans objet
tickets-event-file-infected = Le fichier { $file } contenait un virus : personne ne peut le télécharger
tickets-event-file-too-large = Le fichier { $file } est trop grand pour être vérifié : personne ne peut le télécharger
tickets-audit-sensitive = mention « sensible » changée
tickets-audit-anonymise = anonymisée
tickets-audit-replace-link = liens de l’équipe remplacés
tickets-audit-renew-link = lien de l’équipe envoyé de nouveau après son terme
tickets-audit-material-used = support de formation inséré
