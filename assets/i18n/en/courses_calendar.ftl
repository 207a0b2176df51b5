courses-calendar = Training calendar
courses-calendar-lede = Every meeting that is open to the network, by the clock of { $place }.
courses-calendar-looks = Ways to look at the calendar
courses-calendar-month = Month
courses-calendar-week = Week
courses-calendar-agenda = List
courses-calendar-turn = Forward or back
courses-calendar-previous = Before
courses-calendar-next = After
courses-calendar-today = Today
courses-calendar-filter = Filter, or change the clock
courses-calendar-every = All
courses-calendar-clock = By the clock of
courses-calendar-show = Show
courses-calendar-cut = There are more meetings than this page shows. Choose a node, a discipline or a region.
courses-calendar-count = { $n ->
    [one] { $day }, one meeting
   *[other] { $day }, { $n } meetings
}
courses-calendar-more = { $n ->
    [one] and one more
   *[other] and { $n } more
}
courses-calendar-there = { $hours } by the clock of { $place }
courses-calendar-part = Meeting { $n } of { $of }
courses-calendar-none = Nothing on this day.
courses-calendar-then = More, from { $when }
courses-calendar-whole = The whole list of the month
courses-calendar-empty = No meeting in this time.
courses-calendar-later = The next one: { $when }
courses-calendar-subscribe = Subscribe
courses-calendar-subscribe-lede = Your calendar keeps itself up to date: give it one of these addresses (Outlook, Google Calendar, Thunderbird, Apple).
courses-calendar-all = All courses
courses-calendar-open = Open in my calendar
courses-calendar-own = An address for what you are enrolled in
