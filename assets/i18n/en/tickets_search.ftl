tickets-found-in-note = In a note:
