tickets-found-in-note = Dans une note :
tickets-inbox-search-long = Seuls les dix premiers mots sont cherchés.
tickets-search-stopped = La recherche s’est arrêtée après { $n } demandes qui ont ces mots ; d’autres, plus loin, les ont peut-être aussi.
tickets-search-further = Chercher plus loin
