courses-import = Import a calendar
courses-import-lede = Each event of an .ics file becomes a draft session. Nothing is kept before you have seen what will be done.
courses-import-not-read = The file was not read
courses-import-choose = Calendar file (.ics)
courses-import-zone = Clock of events that name none
courses-import-seats = Seats of each new session
courses-import-sum = Sessions made: { $makes }. Drafts updated: { $changes }.
courses-import-faults = { $n ->
    [one] One event is left out.
   *[other] { $n } events are left out.
}
courses-import-untitled = Without a title
courses-import-again = Look again with these answers
courses-import-stays = Published or called off: change it on its page
courses-import-no-file = Choose an .ics file.
courses-import-too-large = The file is larger than 256 KB or has more than 200 events. Cut it into several.
courses-import-no-calendar = This file holds no event of a calendar.
courses-import-other-scale = This file counts its days by another calendar than the Gregorian one (CALSCALE). Export it again by that one.
courses-import-no-uid = The event has no identifier (UID): a second import would make it twice.
courses-import-twice = The same identifier (UID) stands further up.
courses-import-meetings = { $n } meetings, the last one { $last }
courses-import-odd-rule = Line { $line }: the rule by which it repeats holds “{ $name }”, which is not read. Import one of them, then duplicate the session.
courses-import-endless = Line { $line }: the rule by which it repeats (RRULE) has neither an end (UNTIL) nor a number (COUNT).
courses-import-too-many = Line { $line }: the rule by which it repeats (RRULE) gives more than 60 meetings. Make several sessions of them.
courses-import-too-far = Line { $line }: the rule by which it repeats (RRULE) goes on for more than two years. Give it an earlier end.
courses-import-none-left = Line { $line }: the rule by which it repeats (RRULE) gives no meeting: all are left out.
courses-import-called-off = The event is called off.
courses-import-whole-day = The event lasts whole days: a meeting has hours.
courses-import-no-time = The time at which it begins or ends cannot be read, or is missing.
courses-import-no-clock = Line { $line }: the time zone “{ $name }” is not known, and the file does not describe it.
courses-import-past = The event is over.
courses-flash-imported = The drafts are kept. Read them again, then publish them.
courses-flash-import-same = Everything was imported before: nothing changed.
