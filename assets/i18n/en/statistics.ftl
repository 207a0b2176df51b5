
statistics-title = Calls in numbers
statistics-lead = All applications count, except those that you must not see. What was erased at the end of its term is still counted.
statistics-lead-public = Calls whose results are published. A number below { $n } is hidden, and with it the one that would tell of it.
statistics-left-out = { $n ->
    [one] { $n } application is not counted: you have a conflict of interest.
   *[other] { $n } applications are not counted: you have a conflict of interest.
}
statistics-none = No call to count.
statistics-take = Take this table away:
statistics-hidden = hidden
statistics-group = Group
statistics-what = Measure
statistics-whole = Applications
statistics-begun = Begun
statistics-filed = Filed
statistics-unfiled = Never filed
statistics-institutions = Institutions that take part
statistics-became = What became of them
statistics-became-ineligible = Not eligible
statistics-became-withdrawn = Withdrawn
statistics-became-pending = Pending
statistics-by-area = By area of research
statistics-by-institution = By institution taking part
statistics-times = Delays and agreement
statistics-days = Days from filing to the letter, at the median
statistics-review-days = Days for a review, at the median
statistics-spread = Spread between reviews, at the median (of 100)
statistics-kappa = Agreement on the recommendation (Fleiss’ kappa: 1 always agreed, 0 as by chance)
statistics-busiest = First filings on the busiest day
statistics-load = Load of reviewers
statistics-reviews = Reviews that are in
statistics-reviewers = Reviewers
statistics-load-most = Applications of the busiest
statistics-load-least = Applications of the least busy
statistics-late-reviewers = Reviewers who have not handed in everything
statistics-sections = Drafts that were never filed, by section begun
statistics-ahead = First filings, by days before the closing
statistics-day-ahead = { $days ->
    [0] On the last day
    [one] The day before
   *[other] { $days } days before
}
statistics-day-earlier = Earlier
statistics-per-day = First filings, by day
statistics-tab = Numbers
