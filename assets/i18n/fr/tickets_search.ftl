tickets-found-in-note = Dans une note :
