tickets-found-in-note = In a note:
tickets-inbox-search-long = Only the first ten words are looked for.
