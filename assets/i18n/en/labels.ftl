labels-title = Labels
labels-lede = Applications that were accepted become workshops, whose label holds for a time.
labels-waiting = To be activated
labels-none-waiting = No accepted application waits.
labels-all = All labels
labels-none = No label.
labels-node = Workshop
labels-kind = Label
labels-kind-full = Labelled workshop
labels-kind-conditional = Labelled with conditions
labels-kind-trajectory = On trajectory
labels-from = Since
labels-until = Until
labels-state-active = valid
labels-state-suspended = suspended
labels-state-withdrawn = withdrawn
labels-state-replaced = replaced
labels-state-over = over
labels-activation = Activation
labels-activation-lede = What the application said, and what will be. All is done at once: page, coverage, services, members, label, and questions come from then on.
labels-what = What
labels-said = What the application says
labels-will-be = What will be
labels-name = Name
labels-short-name = Short name
labels-contact = Contact address
labels-description = Description
labels-institutions = Institutions
labels-promises = Commitments
labels-covers = Coverage
labels-services = Services
labels-members = Members
labels-manages = manager
labels-works = staff
labels-replay = Had this workshop been there for the last 90 days
labels-replay-sentence = { $n ->
    [one] { $n } question would have come here.
   *[other] { $n } questions would have come here.
}
labels-replay-from = { $n ->
    [one] { $n } question of { $node }
   *[other] { $n } questions of { $node }
}
labels-replay-waited = First answer to these questions: { $hours } h, at the median.
labels-replay-unanswered = { $n ->
    [one] { $n } question still waits.
   *[other] { $n } questions still wait.
}
labels-replay-again = Try again with what is ticked
labels-activate = Activate today
labels-check = Check of a label
labels-check-day = On the day
labels-holds = On { $on }, { $node } holds a valid label, until { $until }.
labels-holds-not = On { $on }, { $node } does not hold this label. Its last day is { $until }.
labels-mentor = Accompanied by
labels-badge = Badge
labels-badge-hint = This picture can stand on another site: it always says what is true today.
labels-manage = Manage this label
labels-promise = Commitment
labels-target = Target
labels-value = Measured
labels-measured = Measured from the questions closed and the sessions given since the label began, at most over a year. Below five nothing is shown.
labels-too-few = too few
labels-not-measured = not measured
labels-rows = Coverage rows
labels-node-page = The workshop’s page
labels-tickets = Open questions, to be handed over
labels-tickets-hint = They stay at the workshop until somebody hands them to another one.
labels-reason = Reason
labels-suspend = Suspend
labels-resume = Resume
labels-notice = Tell of a withdrawal
labels-notice-hint = The workshop is told, and has fifteen days to answer. Nothing changes before.
labels-noticed = Withdrawal told on
labels-withdrawn-from = Possible from
labels-withdraw = Withdraw the label
labels-error-name = Give a name of at most two hundred characters.
labels-error-short-name = Give a short name of at most sixty characters.
labels-error-email = Give an address, such as workshop@university.example.
labels-error-end = Give a day to come.
labels-not-decided = No decision makes a workshop of this application.
labels-covers-nothing = Tick at least one row of coverage.
labels-no-manager = Tick who manages it: a workshop always has somebody.
labels-illegal = This label is not in a state that allows it.
labels-no-reason = Give a reason of at least ten characters.
labels-too-soon = That is too soon.
labels-flash-active = The workshop is open: questions come.
labels-flash-suspended = The label is suspended.
labels-flash-resumed = The label is back.
labels-flash-noticed = The workshop is told.
labels-flash-withdrawn = The label is withdrawn.
