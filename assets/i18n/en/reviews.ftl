reviews-accept = Accept
reviews-add = Add
reviews-add-to = Add a reviewer to { $name }
reviews-affiliations = Institutions, present and past
reviews-application = Application
reviews-ask = Ask
reviews-ask-again = Ask again
reviews-ask-completion = Ask for a completion
reviews-ask-completion-hint = Only the chosen questions are opened again, until the date given. The answer is a filing of its own, marked as a completion; reviewers see it.
reviews-asked = Asked for this call
reviews-asks-you = You are asked to review at most { $n ->
        [one] one application
       *[other] { $n } applications
    }.
reviews-assignment-proposed = proposed, not sent
reviews-assignment-invited = sent
reviews-assignment-accepted = accepted
reviews-assignment-done = review submitted
reviews-assignment-declined = declined
reviews-assignment-recused = recused
reviews-assignment-removed = taken off
reviews-assignment-late = late
reviews-assignments = Assignments
reviews-assignments-hint = { $n ->
        [one] One reviewer
       *[other] { $n } reviewers
    } for each application. The star says who knows one of the disciplines.
reviews-awaited = awaited
reviews-begin = Begin the review
reviews-begin-hint = Filings are frozen, { $n ->
        [0] no draft
        [one] one draft that was not filed
       *[other] { $n } drafts that were not filed
    } and the grid no longer changes.
reviews-begin-sure = Begin the review? Nothing can be filed any more.
reviews-below = below the threshold
reviews-beside = beside the total
reviews-board = Overview
reviews-board-hint = The score does not decide. A spread of 40 points or more is marked. Aim: { $n ->
        [one] one review
       *[other] { $n } reviews
    } for each application.
reviews-changed-meanwhile = This changed meanwhile. Read the page again, then start over.
reviews-checked = I have read it again: these words do not tell who reviews.
reviews-choose = Choose a reviewer
reviews-comment = Comment
reviews-committee-only = committee only
reviews-competes = institution applies elsewhere in the call
reviews-complete = File the completion
reviews-completed = completed, filing { $n }
reviews-completed-after = Completed after the closing, as the coordination asked:
reviews-completion = Completion asked for
reviews-completion-due = Until
reviews-completion-fields = Questions opened again
reviews-completion-hint = The rest of your application stays as it was filed.
reviews-completion-letter = Letter of commitment: { $institution }
reviews-completion-letters = Letters to be signed again
reviews-letter-awaited = to be signed again
reviews-letter-signed = signed since
reviews-institution-signed = { $institution } (letter signed on { $day })
reviews-completion-message = What is missing
reviews-completion-over = Choose a date to come.
reviews-completion-until = To be filed before
reviews-completions = Completions
reviews-confidence = How well you know the subject
reviews-confidence-1 = remote
reviews-confidence-2 = general
reviews-confidence-3 = good
reviews-confidence-4 = expert
reviews-conflict-on_application = is on the application
reviews-conflict-same_institution = same institution
reviews-conflict-same_parent = same parent body
reviews-conflict-email_domain = same mail domain
reviews-conflict-same_name = same name or address
reviews-conflict-collaboration = recent collaboration
reviews-conflict-family = family tie
reviews-conflict-hierarchy = hierarchy
reviews-conflict-other = other
reviews-conflict-add = Report a conflict
reviews-conflict-clear = Clear (false alarm)
reviews-conflict-confirm = Confirm
reviews-conflict-decide = Decide
reviews-conflict-kind = Kind
reviews-conflict-state-suspected = to be examined
reviews-conflict-state-confirmed = confirmed
reviews-conflict-state-cleared = cleared
reviews-conflict-why = Reason
reviews-conflicts = Conflicts of interest
reviews-conflicts-hint = What is to be examined blocks an assignment. A false alarm that was cleared comes back only if something else is seen.
reviews-conflicts-seen = { $n ->
        [one] one possible conflict
       *[other] { $n } possible conflicts
    }
reviews-coordination = Coordination
reviews-count = Reviews
reviews-criterion = Criterion
reviews-criterion-en = Criterion in English
reviews-criterion-new = Add a criterion
reviews-declare = Declare a conflict of interest
reviews-declare-hint = The application is taken off you at once.
reviews-decline = Decline
reviews-decline-why = Reason
reviews-declined-thanks = Noted: you will not review for this call. Thank you for answering.
reviews-detect = Search again
reviews-disciplines = Disciplines
reviews-discussion = Discussion
reviews-domain = Domain
reviews-domain-add = Add the domain
reviews-domains = Mail domains
reviews-domains-hint = Several domains may belong to one institution.
reviews-due = Due on
reviews-eligibility = Eligibility
reviews-eligibility-hint = Rules say what they see, a person decides. Whoever is found ineligible is told the rule, the reason and how to contest it.
reviews-eligible = Eligible
reviews-eliminated = below an eliminatory threshold
reviews-english = English
reviews-error-domain = Write a domain, such as univ.example, and choose its institution.
reviews-error-until = An affiliation ends after it begins.
reviews-fault-label = Give the criterion a name.
reviews-fault-threshold = The threshold is from 1 to 5.
reviews-fault-weight = The weight is from 0 to 100.
reviews-fault-weightless = At least one criterion must have a weight.
reviews-file = File
reviews-decided = The decisions are taken: reviews stay as they were.
reviews-filed = This review is submitted. Ask the coordination to reopen it to change it.
reviews-flash-accepted = Thank you. What is left is the undertaking of confidentiality.
reviews-flash-added = Added to the pool.
reviews-flash-asked = The request has left.
reviews-flash-assigned = Assigned, not sent yet.
reviews-flash-begun = The review has begun.
reviews-flash-completed = The completion is filed.
reviews-flash-completion = The request for a completion has left.
reviews-flash-conflict = The conflict is recorded.
reviews-flash-declined = Noted.
reviews-flash-described = Your profile is saved.
reviews-flash-detected = Conflicts were searched for.
reviews-flash-domain = The domain is known.
reviews-flash-judged = Eligibility is recorded.
reviews-flash-let-go = Taken off the call.
reviews-flash-planned = The plan is saved.
reviews-flash-proposed = Here is a proposal. Read it before sending it.
reviews-flash-reminded = The reminder has left.
reviews-flash-removed = Taken off the application.
reviews-flash-reopened = The review is reopened.
reviews-flash-rubric = The grid is saved.
reviews-flash-said = Your message is published.
reviews-flash-saved = Saved, not submitted yet.
reviews-flash-sent = The reviewers are told.
reviews-flash-signed = Undertaking signed.
reviews-flash-submitted = Your review is submitted. Thank you.
reviews-flash-taken = The file is open to you.
reviews-for-applicants = Will be sent to the applicants
reviews-for-applicants-hint = Without names: neither yours, nor another reviewer’s, nor your institution’s.
reviews-for-committee = Committee only
reviews-french = French
reviews-from = From
reviews-full = This person already has as many applications as they take.
reviews-give-back = Give back without a review
reviews-given-back = Reopened by the coordination:
reviews-home = My reviews
reviews-home-empty = Nothing waits for you. Reviews that you are asked for appear here.
reviews-illegal = This cannot be done at this step.
reviews-in-conflict = A conflict of interest is to be examined or confirmed: decide it first.
reviews-incomplete = A score, the recommendation or the words for the applicants are missing.
reviews-ineligible = Ineligible
reviews-ineligible-sure = Declare this application ineligible? Its people will be told.
reviews-instead = Whom to ask instead?
reviews-invitation = Invitation to review
reviews-invitation-for = The committee of “{ $call }” asks for your help.
reviews-judge-hint = Needed to declare it ineligible, or to pass over a rule. Ten characters at least.
reviews-judge-reason = Reason
reviews-languages = Languages read
reviews-late = Late
reviews-late-hint = Reminders leave by themselves 7 and 2 days before the date, then 1 and 4 days after it.
reviews-led-by = Application led by { $name }.
reviews-left = { $n ->
        [0] All are submitted.
        [one] One review to submit.
       *[other] { $n } reviews to submit.
    }
reviews-let-go-sure = Take this person off? What they have not submitted is taken off them.
reviews-level = Level { $n }
reviews-levels = What each level means
reviews-link-spent = This link was used already, or is no longer valid.
reviews-loads = Load of each
reviews-local = No reviewer from outside the region:
reviews-look-hint = The file opens when you accept it.
reviews-masked = { $n ->
        [one] One question is masked for reviewers.
       *[other] { $n } questions are masked for reviewers.
    }
reviews-median = Median
reviews-minutes = about { $n } minutes for each application
reviews-missing = Choose a score, or “not assessable”.
reviews-most-for = Applications at most for { $name }
reviews-names-somebody = The words for the applicants seem to tell who reviews. Read them again, or confirm that they do not.
reviews-never-cleared = Whoever is on an application never reviews it.
reviews-never-reminded = never reminded
reviews-newcomer = Add to the pool
reviews-no-conflict = No conflict is known.
reviews-no-field = Choose at least one question.
reviews-no-plan = Say first by when reviews are expected, in the overview.
reviews-no-reason = Give a reason of at least ten characters.
reviews-nobody-asked = Nobody was asked yet.
reviews-nobody-owes = No review is owed.
reviews-nobody-possible = Nobody else is possible.
reviews-none-eligible = No eligible application so far.
reviews-none-filed = No application was filed.
reviews-none-yet = No review so far.
reviews-not-accepted = This person has not agreed to review for this call.
reviews-not-assessable = Not assessable
reviews-not-in-review = The call, or the application, is not under review.
reviews-nothing-to-send = There is nothing to send.
reviews-nothing-yet = No application was given to you yet.
reviews-of-others = The other reviews
reviews-on-application = This person is, or was, on the application.
reviews-other-address = You are signed in with another address. Sign out, then open this link again.
reviews-others = Others in the pool
reviews-own = My review
reviews-own-conflict = A conflict that concerns you is decided by somebody else.
reviews-own-first = Submit your own review first: the others’ and the discussion open then.
reviews-own-tabs = Pages of the application to review
reviews-pass-clean = { $n ->
        [one] Declare the application that meets all rules eligible
       *[other] Declare the { $n } applications that meet all rules eligible
    }
reviews-past = { $n ->
        [0] no past review
        [one] one past review
       *[other] { $n } past reviews
    }
reviews-plan = Plan
reviews-plan-due = Reviews expected on
reviews-plan-minutes = Minutes for each application
reviews-plan-most = Applications at most for each reviewer
reviews-plan-save = Save
reviews-pool = Reviewers
reviews-post = Your message
reviews-post-committee = To the committee only
reviews-post-do = Publish
reviews-post-reviewers = To the reviewers
reviews-profile = My reviewer profile
reviews-profile-hint = This serves to give you applications that you know about, and to keep conflicts of interest away.
reviews-profile-save = Save my profile
reviews-propose = Propose
reviews-propose-hint = A proposal fills what is missing and touches nothing that was sent. You read it, then you send it.
reviews-recommendation = Your recommendation
reviews-recommendation-accept = select
reviews-recommendation-conditions = select with conditions
reviews-recommendation-trajectory = on trajectory
reviews-recommendation-reject = do not select
reviews-recommendations = Recommendations
reviews-remind = Remind
reviews-reminded-already = A reminder left already today.
reviews-reminders = { $n ->
        [one] one reminder, on
       *[other] { $n } reminders, the last on
    }
reviews-remove = Take { $name } off
reviews-reopen = Reopen
reviews-reopen-why = Reason, read by the reviewer
reviews-replace = Replace
reviews-replace-sure = Take the application off this person and choose another?
reviews-reviewer = Reviewer
reviews-reviewers = Reviewers
reviews-rubric = Grid
reviews-rubric-fixed = The review has begun: the grid no longer changes.
reviews-rubric-hint = From 0 to 5, each level described. A criterion of weight 0 is noted beside and does not enter the total.
reviews-rubric-save = Save the grid
reviews-rule-complete = All expected answers are given
reviews-rule-two-institutions = At least two institutions have confirmed
reviews-rule-lead = An institution leads the application
reviews-rule-staff = Each confirmed institution says its staff
reviews-rule-territory = The territory is declared
reviews-rule-unmet = to be examined
reviews-save = Save
reviews-saved = Saved:
reviews-send = { $n ->
        [one] Send the assignment
       *[other] Send the { $n } assignments
    }
reviews-short = { $reference }: { $missing } missing; { $possible ->
        [one] one possible reviewer
       *[other] { $possible } possible reviewers
    }; { $conflicted } in conflict, { $full } full
reviews-signed = confidentiality signed
reviews-split = divided
reviews-spread = Spread
reviews-standing-invited = no answer
reviews-standing-accepted = accepted
reviews-standing-declined = declined
reviews-standing-removed = taken off
reviews-submit = Submit my review
reviews-submitted = Your review is submitted.
reviews-tabs = Pages of the review
reviews-take = Accept and open the file
reviews-take-hint = If you know the applicants closely, declare a conflict instead.
reviews-telling = These words may tell who reviews
reviews-threshold = Eliminatory threshold
reviews-time = Time
reviews-title = Review
reviews-too-early = The call is not closed yet: somebody may still file.
reviews-total = Total:
reviews-undertaking = Undertaking of confidentiality
reviews-undertaking-do = I undertake it
reviews-undertaking-text = I keep to myself what I read of applications and reviews, I use it for nothing else, and I declare any conflict of interest before opening a file.
reviews-unsigned = Sign the undertaking of confidentiality first.
reviews-until = until
reviews-until-day = Until
reviews-weight = Weight
reviews-you-are = you are { $alias }
reviews-pack = Take the reading pack along
reviews-pack-held = This file is held back: it was not checked yet.
reviews-quiet = You receive no more reminders. Those who coordinate still see what is late.
reviews-loud = You receive a reminder before the day it is due, and after.
reviews-be-quiet = Receive no more reminders
reviews-be-loud = Receive reminders again
reviews-wants-none = wants no reminders
reviews-flash-quiet = You will receive no more reminders.
reviews-flash-loud = You will receive reminders again.
reviews-export = Export the reviews
reviews-export-reviews = Reviews
reviews-export-together = Summary
reviews-emergencies = Emergency access
reviews-emergencies-hint = The network’s administration reads neither the reviews nor the decisions of a call. In an emergency it can open them, to be read, for { $n } minutes: it gives a reason, and those who coordinate the call and the chair of the committee are told at once.
reviews-emergencies-none = Nobody opened an emergency access.
reviews-emergencies-see = See the emergency accesses
reviews-emergency-do = Open an emergency access
reviews-emergency-end = End it
reviews-emergency-end-of = End the access of { $name }
reviews-emergency-ended = ended before its time
reviews-emergency-look = Open to you
reviews-emergency-needless = You coordinate this call: its review is open to you already.
reviews-emergency-no-reason = Give the reason for the emergency access, in ten characters at least.
reviews-emergency-notice = Emergency access, to be read only, until: { $until }
reviews-emergency-now = Emergency access open:
reviews-emergency-open = open
reviews-emergency-over = over
reviews-emergency-partial = You have to do with an application to this call: somebody else of the administration has to open the access.
reviews-emergency-told = Those who coordinate the call and the chair of the committee receive your name and your reason at once. Nothing can be changed.
reviews-emergency-until = until:
reviews-emergency-why = Reason
reviews-flash-emergency = The access is open, and those concerned are told.
reviews-flash-emergency-over = The access is over.
reviews-sheet = Download the sheet to fill in (ODS)
reviews-sheet-name = Reviews
reviews-sheet-levels = Scale
reviews-sheet-criterion = Criterion
reviews-sheet-review = review
reviews-sheet-reference = application
reviews-sheet-title = title
reviews-sheet-score = score
reviews-sheet-comment = comment
reviews-sheet-recommendation = recommendation
reviews-sheet-confidence = confidence – from 1 to 4
reviews-sheet-for-applicants = for the applicants
reviews-sheet-for-committee = for the committee
reviews-import = Reviews filled in offline
reviews-import-choose = The sheet as you filled it in
reviews-import-comment-alone = Give a score from 0 to 5 too, or N/A: a comment alone is not kept.
reviews-import-drafts = Nothing is submitted: what is taken over becomes your draft, which you read again and submit yourself.
reviews-import-faults = { $n ->
    [one] One row cannot be taken over.
   *[other] { $n } rows cannot be taken over.
}
reviews-import-formulas = Formulas passed over, nothing of them is taken: { $list }
reviews-import-given = submitted already: nothing of it is changed
reviews-import-hint = ODS, XLSX or CSV, up to 1 MB. You see first what would be taken over.
reviews-import-lede = Download the sheet, fill it in without a connection, then bring it here. One row for each application; keep the first row and the column “review”.
reviews-import-no-column = This sheet has no column “review”: begin with the sheet that you can download here.
reviews-import-no-confidence = A confidence is a whole number from 1 to 4, or nothing.
reviews-import-no-file = Choose the sheet that you filled in.
reviews-import-no-recommendation = Choose one of those of the form, as its second sheet spells them, or nothing.
reviews-import-no-score = A score is a whole number from 0 to 5, N/A if the criterion cannot be assessed, or nothing.
reviews-import-not-yours = This row is not that of a review that is open to you in this call.
reviews-import-row = Row { $n }
reviews-import-sum = New drafts: { $makes }. Changed drafts: { $changes }.
reviews-import-too-long = This text is too long: ten thousand characters at most.
reviews-import-twice = This review has a row above already.
reviews-import-unread = Unknown columns, not read: { $list }
reviews-flash-imported = Your drafts are up to date. Read them again, then submit them.

reviews-completion-missing = Something is missing: nothing was filed
reviews-reconsider = Take the verdict back
reviews-reconsider-hint = The application waits for a verdict again. Those who applied get the reason.
reviews-reconsider-why = Why
reviews-flash-reconsidered = The eligibility is to be decided again.

reviews-seats = Committees you sit on
reviews-column-title = Title
reviews-column-alias = Alias
reviews-column-reviewer = Reviewer
reviews-column-state = State
reviews-column-recommendation = Recommendation
reviews-column-total = Total
reviews-column-submitted_on = Submitted on
reviews-column-for_applicants = For applicants
reviews-column-for_committee = For the committee
reviews-feasible-like = { $n ->
    [one] With { $n } application like those of { $call }:
   *[other] With { $n } applications like those of { $call }:
}
reviews-feasible-missing = { $n ->
    [one] { $n } review would be missing among those who said yes.
   *[other] { $n } reviews would be missing among those who said yes.
}
reviews-feasible-regions = Regions concerned: { $names }.
reviews-feasible-enough = those who said yes would be enough.
reviews-before-completion = Before it was completed:
