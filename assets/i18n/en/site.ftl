# Home and the standing pages.
site-home-title = Home
site-home-heading = A question about your data? The network finds who should take it.
site-home-lede = Data workshops, thematic reference centres and resource centres: one place to write to, and your question finds its way.
site-home-ask = Ask a question
site-home-find-mine = Find my workshop
site-home-promise = No account needed, in French or in English.
site-home-waiting = What waits for you
site-home-nothing-waits = Nothing waits for you right now.
site-home-to-inbox = Open the inbox
site-home-mine = yours to answer
site-home-duty = for your duty
site-home-stand-in = for which you stand in
site-home-new = to triage
site-home-unassigned = without anyone in charge
site-home-dead-mail = mails that could not be sent
site-home-failing = recurring jobs that fail
site-home-urgent = to look at now
site-home-own = Your questions
site-home-own-open = in progress
site-home-own-answered = an answer is waiting for you
site-home-own-closed = closed
site-home-who = Who can help me?
site-home-institution = My institution or employer
site-home-any-institution = Any institution
site-home-discipline = My discipline
site-home-any-discipline = Any
site-home-how = What happens next
site-home-step-1 = You write once
site-home-step-1-text = Your question, your laboratory or employer, your town. Nothing else is required.
site-home-step-2 = It finds its way
site-home-step-2-text = Before sending you see which service will answer you, and why that one.
site-home-step-3 = Every question has somebody to go to
site-home-step-3-text = If no service covers your case, the national coordination takes the question.
site-home-now = The network today
site-home-workshops = { $n ->
    [one] data workshop
   *[other] data workshops
}
site-home-thematic-centres = { $n ->
    [one] thematic reference centre
   *[other] thematic reference centres
}
site-home-resource-centres = { $n ->
    [one] resource centre
   *[other] resource centres
}
site-home-regions = { $n ->
    [one] region with a service
   *[other] regions with a service
}
site-legal-title = Legal notice
site-privacy-title = Personal data
site-accessibility-title = Accessibility
site-mail-title = Kept messages
site-mail-lede = What the platform would have sent.
site-mail-list = Messages, newest first
site-mail-to = To
site-mail-at = When
site-mail-text = As text
site-mail-html = As a page
site-mail-raw = Whole message, as it would leave
site-mail-choose = Choose a message
site-mail-choose-text = Its links work: they open pages of this demonstration.
site-mail-none = No message yet
site-mail-none-text = Ask a question: its confirmation will arrive here.
site-time = The demonstration’s clock
site-time-hours = Hours
site-time-pass = Let this time pass
site-flash-time = The demonstration’s clock has moved on.
site-home-late = late
site-tasks = To do
site-tasks-late = late
site-tasks-soon = soon
site-tasks-to-do = to do
site-tasks-ahead = ahead
site-tasks-seat = A seat is offered to you
site-tasks-session = Training
site-tasks-bid = Application to file
site-tasks-review-asked = Review to accept or decline
site-tasks-review = Review to hand in
site-tasks-answer = Say whether you come
site-tasks-meeting = Meeting
site-tasks-read-minutes = Minutes to read
site-tasks-minutes = Minutes to finish
site-tasks-resolution = Resolution to carry out
site-tasks-page = Page to confirm
site-tasks-certify = Material to certify
site-tasks-sample = Pages to read this month
site-tasks-nowhere = Places whose questions would come to nobody
site-tasks-coverage = Changes of coverage to decide
site-tasks-labels = Labels to activate

# The words of the first page, chosen by the administration.
site-texts = First page
site-texts-lede-admin = What is left empty stays what the program says. Each text is said in both languages, or in neither.
site-texts-heading = Title
site-texts-lede = Introduction
site-texts-promise = Below the buttons
site-texts-notice = Notice at the top of the page
site-texts-both = Write this text in both languages, or in neither.
site-texts-long = 500 characters at most.
site-flash-texts = The first page is saved.
site-tasks-space-question = Question about your space
site-tasks-space-new = Request for a space to examine
site-tasks-space-open = Space to open
site-tasks-space-check = Point to check
site-tasks-conventions = Signatures that end
site-tasks-offered = Application to take over
site-tasks-letter = Letter to sign
site-tasks-release = Letters to release
site-tasks-destruction = Destruction list to decide
site-tasks-report = Yearly report to hand in
site-tasks-condition = Condition to show as met
site-tasks-enrolments = Enrolments to decide
site-tasks-trainer-offers = Offer to teach a session
site-tasks-mails = Held mails to read
site-tasks-completion = Something to complete
site-tasks-awaited = Completions awaited
site-tasks-reviewer = Say whether you review
site-tasks-questions = Unanswered questions
site-tasks-begin = Closed call, review to be opened
site-tasks-eligibility = Eligibility to judge
site-tasks-conflicts = Conflicts of interest to confirm
site-tasks-deliberate = Reviews complete, deliberation to be opened
site-tasks-webhook = Failing webhook
site-tasks-erasure = Erasure to confirm
site-tasks-appeal = Appeal to examine
site-tasks-more = { $n ->
    [one] And one more line
   *[other] And { $n } more lines
}
site-tasks-space-origin = Origin of a space request to check
site-tasks-space-approve = Space to approve
site-tasks-space-owners = Checks to hand out
site-tasks-mandates = Mandates that end
site-tasks-figures = Figures of spaces to import
