decisions-tabs = Pages of the committee
decisions-title = Decisions
decisions-portfolio = Portfolio
decisions-letters = Letters
decisions-bids = Applications
decisions-none = No application is before the committee.
decisions-reference = Reference
decisions-bid = Project
decisions-outcome = Outcome
decisions-state = State
decisions-outcome-labelled = labelled
decisions-outcome-conditions = labelled with conditions
decisions-outcome-trajectory = on trajectory
decisions-outcome-coaching = promising, with coaching
decisions-outcome-redirected = redirected to an institutional centre
decisions-outcome-refused = not retained
decisions-state-proposed = proposed
decisions-state-validated = validated
decisions-state-notified = told
decisions-state-superseded = replaced
decisions-deliberate = Begin to deliberate
decisions-deliberate-hint = The reviews are in: the committee proposes and validates a decision for each application.
decisions-left = { $n ->
    [one] One validated decision is missing.
   *[other] { $n } validated decisions are missing.
}
decisions-close = Close the decisions
decisions-close-hint = Each application has a validated decision. After that the letters can leave.
decisions-tell = Prepare the letters
decisions-seats = Committee
decisions-no-seats = Nobody sits in it.
decisions-seat = Give a seat
decisions-unseat = End the seat of { $name }
decisions-as = As
decisions-chair = chair
decisions-member = member
decisions-decision = Decision
decisions-rationale = Reasons, sent to those who applied
decisions-rationale-hint = At least fifty characters. No reviewer’s name.
decisions-conditions = Conditions
decisions-conditions-hint = One a line, which begins with its day: 2027-06-30 Sign the agreement.
decisions-until = End of the trajectory
decisions-node = Node that accompanies or takes over
decisions-internal = Notes of the committee, never sent
decisions-propose = Propose this decision
decisions-validate = Validate this decision
decisions-validate-hint = You validate what is written above, for the committee.
decisions-filed = What was filed
decisions-told = told on
decisions-letters-count = { $n ->
    [one] One letter, as it will leave:
   *[other] { $n } letters, as they will leave:
}
decisions-letters-gone = The letters left and the results were published on
decisions-no-letters-yet = Letters are written once the decisions are closed.
decisions-letters-changed = Who gets which letter has changed since it was prepared: stop this and prepare it again.
decisions-letters-leave = The letters leave, and the results are published, on
decisions-prepare = Fix who gets which letter
decisions-prepare-hint = Somebody else must read and approve these letters before they leave.
decisions-approve = Approve, and let them leave
decisions-approve-hint = The letters leave ten minutes later. The results are published at the same instant.
decisions-stop = Stop the letters
decisions-portfolio-hint = Tick applications to see what they would cover together. Nothing is kept until you keep the trial under a name.
decisions-cells = Places
decisions-first-met = { $met } of { $of } priority places are covered by the applications that are ticked.
decisions-no-cells = Tick at least one application.
decisions-cell = Coverage
decisions-cell-empty = empty
decisions-cell-as-before = as today
decisions-cell-covered = covered
decisions-cell-overlap = overlap
decisions-first = priority
decisions-tick = Try
decisions-aims = { $n ->
    [one] { $n } place
   *[other] { $n } places
}
decisions-try = See the map
decisions-kept = Trials kept
decisions-kept-none = None.
decisions-forget = Remove { $name }
decisions-name = Name of the trial
decisions-keep = Keep
decisions-results = Results
decisions-results-hint = Projects that are labelled or on trajectory. The others have got their answer.
decisions-error-outcome = Choose an outcome.
decisions-error-rationale = The reasons have between fifty and five thousand characters.
decisions-error-internal = The notes have at most five thousand characters.
decisions-error-conditions = One condition a line, with a day to come: 2027-06-30 Sign the agreement.
decisions-error-until = Give the end of the trajectory, a day to come.
decisions-error-node = Choose the node to which the application is redirected.
decisions-illegal = That cannot be done at this stage.
decisions-tried = What you had written is not saved:
decisions-changed-meanwhile = Somebody else changed this meanwhile: here is what stands now.
decisions-undecided = Not every application has a validated decision yet.
decisions-not-oneself = Somebody other than who prepared the letters must approve them.
decisions-not-all-read = You may not read all of these letters: somebody without a conflict of interest must approve them.
decisions-no-letters = There is no letter to prepare.
decisions-gone = These letters have left already.
decisions-name-taken = A trial has this name already.
decisions-nothing-chosen = Tick applications and give a name.
decisions-flash-deliberation = The deliberation has begun.
decisions-flash-closed = The decisions are closed.
decisions-flash-seated = The seat is given.
decisions-flash-unseated = The seat is ended.
decisions-flash-proposed = The decision is proposed.
decisions-flash-validated = The decision is validated.
decisions-flash-prepared = It is fixed who gets which letter. Somebody else may approve.
decisions-flash-approved = The letters leave in ten minutes.
decisions-flash-stopped = The letters are stopped.
decisions-flash-kept = The trial is kept.
decisions-flash-forgotten = The trial is removed.
decisions-rank = Rank
decisions-rank-hint = Ranked by the median of the reviews, once there are as many as the call wants. It informs the decision and does not take it.
decisions-reviews = { $n ->
    [0] no review
    [one] { $n } review
   *[other] { $n } reviews
}
decisions-sittings = Sittings
decisions-sittings-hint = A decision is validated in a sitting only, with a quorum: whoever has a conflict of interest with the application does not count.
decisions-sits-now = The committee is sitting
decisions-since = since
decisions-quorate = quorate
decisions-not-quorate-now = not quorate
decisions-here-of = { $here ->
    [one] { $here } person present, quorum { $n }.
   *[other] { $here } people present, quorum { $n }.
}
decisions-here = present
decisions-away = absent
decisions-go = Leaves
decisions-goes = { $name } leaves
decisions-come = Arrives
decisions-comes = { $name } arrives
decisions-rise = Close the sitting
decisions-sheets = Attendance sheets
decisions-no-sheets = The committee has not sat yet.
decisions-sheet = Attendance sheet
decisions-sheet-pdf = Sheet as a PDF
decisions-sheet-from = Began
decisions-sheet-until = Ended
decisions-sit = Open a sitting
decisions-present = Present
decisions-nobody = Nobody.
decisions-quorum-is = Quorum
decisions-quorum-hint = How many must be able to decide.
decisions-quorum-of = Quorum: { $n }
decisions-aside = Out of the room: { $names }
decisions-stood-aside = Out of the room: { $name }
decisions-nothing-decided = Nothing was decided in this sitting.
decisions-stand-aside = Stand aside
decisions-stand-aside-hint = This application disappears from all your pages, and you do not count for the quorum that decides it.
decisions-stand-aside-why = Why
decisions-quorum = The quorum is between one and the number of seats.
decisions-no-sitting = A decision is validated in a sitting only.
decisions-sits-already = A sitting is already open.
decisions-not-quorate = There is no quorum for this application.
decisions-not-here = You are not noted as present in this sitting.
decisions-flash-sits = The sitting is open.
decisions-flash-presence = The presence is noted.
decisions-flash-rises = The sitting is closed.
decisions-flash-aside = You stand aside.
decisions-equality = Equal treatment
decisions-equality-hint = This compares the applications that you may see. A group of fewer than { $n } is not shown, nor the one that would give it away.
decisions-by-all = All together
decisions-by-kind = By leading institution
decisions-by-region = By region
decisions-by-first = By experience
decisions-all = All applications
decisions-group = Group
decisions-retained = Retained
decisions-share = Share
decisions-score = Median score
decisions-kind-university = university
decisions-kind-school = school
decisions-kind-research_body = research body
decisions-kind-grouping = grouping
decisions-kind-other = other
decisions-first-time = first application
decisions-first-again = led one in an earlier call
decisions-exceptions = What was granted
decisions-exceptions-hint = Every extension, completion, override, cleared conflict and late review, with its reason.
decisions-no-exceptions = Nothing was granted to anybody.
decisions-exception = What
decisions-exception-day = Day
decisions-exception-why = Reason
decisions-exception-extended = Closing put off for everybody
decisions-exception-amended = Form changed for everybody
decisions-exception-granted = Closing put off for
decisions-exception-completed = Completion asked of
decisions-exception-eligible = Eligible against a rule
decisions-exception-cleared = Conflict of interest cleared on
decisions-exception-late = Review submitted late on
decisions-equality-take = Take the report away
decisions-equality-format = Format
decisions-appeal = Appeal
decisions-appeals = Appeals
decisions-appeals-hint = An appeal is examined by somebody who took part neither in the reviews nor in the decision.
decisions-no-appeals = No appeals.
decisions-appeal-of = Decision:
decisions-appeal-write = Appeal
decisions-appeal-hint = Somebody who took no part in the decision examines your appeal. Either the decision stands, or the committee decides anew. You receive an answer with its reasons.
decisions-appeal-until = Until
decisions-appeal-grounds = Your reasons
decisions-appeal-grounds-hint = Between fifty and five thousand characters.
decisions-appeal-send = File the appeal
decisions-appeal-withdraw = Withdraw the appeal
decisions-appeal-filed = The appeal
decisions-appeal-filed-at = filed on
decisions-appeal-taken-at = being examined since
decisions-appeal-answered-at = answered on
decisions-appeal-answer = The answer
decisions-appeal-answer-it = Answer
decisions-appeal-answer-hint = Between fifty and five thousand characters, sent to those who applied. No names.
decisions-appeal-uphold = Uphold: the committee decides anew
decisions-appeal-dismiss = Dismiss: the decision stands
decisions-appeal-take = Examine this appeal
decisions-appeal-take-hint = You took part neither in the reviews nor in the decision. Those who applied are told.
decisions-appeal-state-filed = appeal filed
decisions-appeal-state-instructed = appeal being examined
decisions-appeal-state-upheld = appeal upheld
decisions-appeal-state-dismissed = appeal dismissed
decisions-appeal-state-withdrawn = appeal withdrawn
decisions-anew = An appeal was upheld: this application is to be decided anew, in a sitting.
decisions-appeal-too-late = The time to appeal is over.
decisions-appeal-already = There already is an appeal against this decision.
decisions-appeal-no-grounds = Give your reasons, between fifty and five thousand characters.
decisions-appeal-no-answer = Give an answer of fifty to five thousand characters.
decisions-appeal-not-impartial = You took part in this decision: somebody else has to examine this appeal.
decisions-appeal-not-yours = Somebody else examines this appeal.
decisions-appeal-illegal = This appeal is not at this stage any more.
decisions-flash-appealed = The appeal is filed.
decisions-flash-appeal-withdrawn = The appeal is withdrawn.
decisions-flash-instructs = You examine this appeal.
decisions-flash-answered = The answer has left.
decisions-place = Order
decisions-tied = tied
decisions-order-hint = The order of examination is changed by the arrows, or by dragging a row. It changes neither the rank by reviews nor the decisions.
decisions-ordered = This order is the committee’s.
decisions-order-up = Move { $name } up
decisions-order-down = Move { $name } down
decisions-order-forget = Go back to the order of the reviews
decisions-flash-placed = The order is changed.
decisions-flash-unplaced = The order is that of the reviews again.
decisions-votes = Vote
decisions-votes-hint = Voting is optional and informs the decision. Who has to do with the application does not vote. A proposal that is written anew is voted on anew.
decisions-votes-of = Votes cast: { $n } of { $of }.
decisions-votes-said = For: { $yes }; against: { $no }; abstaining: { $abstain }.
decisions-votes-own = Your vote:
decisions-vote-for = for
decisions-vote-against = against
decisions-vote-abstain = abstaining
decisions-not-here-to-vote = You are not noted as present at this sitting: only those who are there vote.
decisions-flash-voted = Your vote is noted.
decisions-minutes = Minutes
decisions-minutes-general = In general
decisions-minutes-body = What was said
decisions-minutes-hint = What you write is kept as you type, as a draft. What concerns an application is not read by who stood aside from it: write it in the part of that application.
decisions-minutes-keep = Keep
decisions-minutes-kept = kept just now
decisions-minutes-saved = kept:
decisions-minutes-none = Nothing is written of this sitting.
decisions-minutes-approve = Approve the minutes
decisions-minutes-approve-hint = The sitting is over. Once approved, the minutes do not change any more.
decisions-minutes-approve-sure = Approve these minutes? They will not change any more.
decisions-minutes-are-approved = approved
decisions-minutes-approved = These minutes are approved: they do not change any more.
decisions-minutes-too-long = This part is too long: twenty thousand characters at most.
decisions-no-minutes = Nothing is written: there is nothing to approve.
decisions-still-sits = The sitting is not over: the minutes are approved afterwards.
decisions-flash-minutes = The minutes are kept.
decisions-flash-minutes-approved = The minutes are approved.

decisions-unjudged = At least one application has no verdict on its eligibility: decide it before the committee begins.
decisions-unread = At least one application has fewer reviews than the call wants: wait for them, or write why the committee decides without them.
decisions-unjudged-left = { $n ->
    [one] One application has no verdict on its eligibility.
   *[other] { $n } applications have no verdict on their eligibility.
}
decisions-unread-left = { $n ->
    [one] One application has fewer reviews than the call wants.
   *[other] { $n } applications have fewer reviews than the call wants.
}
decisions-unread-why = Why decide without waiting
decisions-reopen = Take this decision up again
decisions-reopen-hint = Until it is told, the chair can take up again a decision that was validated. Letters that were prepared do not leave.
decisions-reopen-why = Why
decisions-reopened = The chair took the validated decision up again:
decisions-flash-reopened = The decision is taken up again: propose another one.
decisions-talk = What the committee says
decisions-talk-hint = Read by the committee and the coordinators. Reviewers and applicants do not read it.
decisions-said = What the reviewers say to you
decisions-gained = Coverage gained
decisions-gained-places = { $n ->
    [one] { $n } place aimed at
   *[other] { $n } places aimed at
}
decisions-gained-new = { $n ->
    [0] none new
    [one] { $n } that nobody serves
   *[other] { $n } that nobody serves
}
decisions-gained-first = { $n ->
    [one] { $n } put first
   *[other] { $n } put first
}
decisions-criteria = By criterion
decisions-criteria-hint = The mean of the scores out of five, then the lowest and the highest. A line crosses the bar from one end to the other. The score does not decide.
decisions-scenario = Scenario that was kept
decisions-scenario-none = No scenario is kept with the minutes.
decisions-scenario-choose = Keep a trial with the minutes
decisions-scenario-no = None
decisions-scenario-keep = Keep
decisions-scenario-said = { $places } places aimed at, of which { $new } that nobody served; { $first } of { $of } places put first.
decisions-flash-scenario = The minutes are up to date.
decisions-secretary = secretary
decisions-observer = observer
decisions-seats-hint = A secretary does what a coordinator does with reviews and decisions, and acts where one stands aside. An observer reads, without discussing or voting.
decisions-past = What its lead institution promised before
decisions-past-hint = What the lead institution promised for its labels, and what is measured of it. Nothing of it enters the score.
decisions-past-measured = { $value }, for a target of { $target }
decisions-letter-pdf = Letter of decision as PDF
decisions-read-at = Read by the owner on
decisions-appeal-admitted-at = admissible since
decisions-appeal-admissible = Admissibility
decisions-appeal-admit-hint = An appeal that came in time and gives reasons is admissible: what it says is examined then. Otherwise say why it is not; the decision stands.
decisions-appeal-admit = Admissible
decisions-appeal-refuse = Not admissible
decisions-appeal-state-admissible = appeal admissible
decisions-appeal-state-inadmissible = appeal not admissible
decisions-flash-admitted = The appeal is admissible: the owner is told.
decisions-tells-who = This text holds the name or address of somebody who reviews or sits on the committee. Take it out, or confirm that the text may go as it is.
decisions-tells-checked = I have checked: this text may go as it is.
decisions-appeal-title = Application
decisions-appeal-state = State
decisions-appeals-take = Take the list
