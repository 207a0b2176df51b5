tickets-found-in-note = In a note:
tickets-inbox-search-long = Only the first ten words are looked for.
tickets-search-stopped = The search stopped after { $n } requests that have these words; others further on may have them too.
tickets-search-further = Search further
