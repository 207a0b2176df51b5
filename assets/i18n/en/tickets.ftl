# Refusals
tickets-not-confirmed = This question has not been confirmed yet by the person who asked it.
tickets-already-confirmed = This question is already confirmed.
tickets-already-closed = This question is already closed.
tickets-not-closed = This question is not closed.
tickets-not-answered = Nobody had answered this question: there is no answer to judge.
tickets-is-spam = This question was set aside as spam.
tickets-not-spam = This question was not set aside.
tickets-too-late-to-reopen = This question was closed more than thirty days ago: ask a new one and quote its number.
tickets-changed-meanwhile = Somebody changed this question meanwhile. Reload the page to see where it stands, then try again.
tickets-form-used = This form was used already: what you wrote before has been sent. Send this text if it adds to that.
tickets-node-cannot-receive = This node takes no questions at the moment: choose another one.
tickets-not-a-member = This person is not on the team of this node.
tickets-same-node = The question is already with this node: choose another one.
tickets-is-merged = This request was merged into another one: the conversation goes on there.
tickets-not-merged = This request was not merged.
tickets-not-paused = This request is not paused.
tickets-bad-pause = Choose a day to come, within a year.
tickets-not-answerable = This question cannot be answered in its present state.

# Refused by the API
tickets-api-required = This field is required.
tickets-api-bad-type = This value is not of the expected type: see /api/v1/openapi.json.
tickets-api-too-long = This text is too long.
tickets-api-bad-email = This e-mail address is not valid.
tickets-api-bad-url = Give a complete web address that begins with https://.
tickets-api-bad-date = Give a date such as 2026-03-31.
tickets-api-bad-language = The language is “fr” or “en”.
tickets-api-unknown-institution = We do not know this institution: give its slug or its ROR id.
tickets-api-unknown-laboratory = We do not know this laboratory.
tickets-api-unknown-region = We do not know this region code.
tickets-api-unknown-discipline = We do not know this discipline code.
tickets-api-unknown-topic = We do not know this type of question.
tickets-api-unknown-node = We do not know this node.
tickets-api-unknown-value = This value is not one of those allowed.
tickets-api-too-many-disciplines = At most three disciplines.

# Why this node
tickets-why-institution-and-site = { $node } will answer: it supports your institution ({ $institution }) in { $site }.
tickets-why-institution = { $node } will answer: it supports your institution ({ $institution }).
tickets-why-site = { $node } will answer: it supports the teams at { $site }.
tickets-why-region = { $node } will answer: it is open to every team in its region ({ $region }).
tickets-why-discipline = { $node } will answer: it is the reference centre for your discipline ({ $discipline }).
tickets-why-topic = { $node } will answer: it handles this type of question ({ $topic }).
tickets-why-stand-in = { $node } will answer while { $away } is away.
tickets-why-desk = { $node } will answer: no node of the network covers your situation yet, and the coordination desk will find who can help.
tickets-why-person = { $node } will answer: somebody in the network passed your question on to it.
tickets-why-gap = No data workshop covers your institution here yet; we are taking note of it.

# Reasons, for staff
tickets-reason-institution = institution
tickets-reason-institution-parent = parent body of the institution
tickets-reason-site = site
tickets-reason-region = region
tickets-reason-discipline = discipline
tickets-reason-discipline-parent = parent field of the discipline
tickets-reason-topic = type of question
tickets-reason-stand-in = stands in for an absent node
tickets-reason-local-relay = local relay
tickets-reason-planned = still planned
tickets-reason-suspended = suspended
tickets-reason-closed = closed
tickets-reason-no-desk = has no desk
tickets-reason-absent = away
tickets-reason-other-line = answers second for this type of question
tickets-reason-less-specific = matches less precisely
tickets-reason-other-kind = a nearer node comes first
tickets-reason-farther = farther from the place of work
tickets-reason-language = does not answer in this language
tickets-reason-load = busier at the moment
tickets-reason-recent-share = got more questions this month
tickets-reason-turn = served more recently
tickets-follow-sensitive = This request is sensitive: those who answer read it here, never in a mail, and each reading is noted.
tickets-api-too-many-files = Five files at most with one message.
tickets-api-unknown-file = This file was not brought by this account, or more than a day ago: bring it again.
tickets-api-file-kind = Programs are not exchanged here.
tickets-file-picture = Preview
