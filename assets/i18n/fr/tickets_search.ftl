tickets-found-in-note = Dans une note :
tickets-inbox-search-long = Seuls les dix premiers mots sont cherchés.
