# Pausing, waking
tickets-pause-open = Pause
tickets-pause-hint = a third party, or later
tickets-pause-why = Why wait?
tickets-pause-third-party = Somebody outside must answer first
tickets-pause-later = Nothing to do before a certain day
tickets-pause-who = Who is waited for
tickets-pause-who-hint = Such as “the data protection officer”. The team only reads that you wait for a third party.
tickets-pause-until = Until
tickets-pause-until-hint = The request comes back by itself on that day, or with the next message.
tickets-pause-note = Internal note
tickets-pause-do = Pause
tickets-pause-next = Pause and go to the next one
tickets-pause-error-kind = Choose why the request waits.
tickets-pause-error-who = Say who is waited for.
tickets-pause-error-until = Choose a day to come, within a year.
tickets-pause-flash = The request waits; it will come back by itself.
tickets-pause-flash-woken = The request is to be dealt with again.
tickets-pause-wake = Resume now
tickets-pause-waiting-for = Waits for
tickets-pause-since = since
tickets-pause-till = until
tickets-pause-snoozed-till = Snoozed until
tickets-pause-key = Pause

# What happened
tickets-event-waits = { $who } waits for a third party: { $third }
tickets-event-snoozed = Snoozed by { $who }
tickets-event-woken = Resumed by { $who }
tickets-event-woken-by-time = Woken: the chosen day has come
tickets-event-waited = Back again: { $third } did not answer in the time given
tickets-event-closed-silent = Closed by itself after fourteen days without a message from the team
tickets-pause-error-who-long = Say who is waited for in 200 characters at most.
