# Published answers: what everybody reads, and where it is written, approved and kept true.

knowledge-nav = Answers
knowledge-title = Published answers
knowledge-lede = Answers given by the network, read by two people and kept up to date. If yours is not here, ask your question.
knowledge-search = Look for an answer
knowledge-q = Words to look for
knowledge-topic = Topic
knowledge-any-topic = All topics
knowledge-discipline = Discipline
knowledge-any-discipline = All disciplines
knowledge-none = No published answer fits. The network can answer your question.
knowledge-none-yet = No answer is published yet.
knowledge-ask = Ask the question
knowledge-ask-anyway = Ask a question anyway
knowledge-ask-hint = Your question will say that you have read this answer.
knowledge-already-read = (Answer already read: “{ $title }”, { $address })
knowledge-read-more = Read more:
knowledge-only-other = in French
knowledge-foreign = This answer exists in French only for now. Somebody of the network can explain it to you in English.
knowledge-checked = Checked on
knowledge-published = Published on
knowledge-version = Version { $n }
knowledge-by = Kept up to date by
knowledge-overdue = Check overdue
knowledge-overdue-hint = This answer was due to be read again and has not been yet. It may have changed: if in doubt, ask.
knowledge-about = What it is about
knowledge-body = The answer
knowledge-own = For { $name }
knowledge-general = In general
knowledge-differs = Other employers
knowledge-employer = Your employer
knowledge-employer-hint = The right answer is not the same everywhere.
knowledge-employer-any = Another employer
knowledge-employer-show = Show
knowledge-answered = This answers my question
knowledge-answered-hint = Nothing is sent, and nothing of what you wrote is kept. We only count one question less.
knowledge-thanks-deflected = Good! Your question was not sent. If anything else comes up, we are here.
knowledge-useful = Was this answer useful to you?
knowledge-yes = Yes
knowledge-no = No
knowledge-thanks-said = Thank you, it is counted. Nothing of you is kept.
knowledge-print = Print
knowledge-json = Data (JSON)
knowledge-desk-link = Manage this answer
knowledge-suggested = Perhaps already answered
knowledge-suggested-hint = These published answers are like your question.
knowledge-suggested-search = Search the published answers

knowledge-desk = Published answers
knowledge-desk-hint = An answer begins with a closed ticket or with nothing, a second person approves it, and every year somebody says whether it is still true.
knowledge-new = New answer
knowledge-tab-drafts = Drafts
knowledge-tab-proposed = To approve
knowledge-tab-due = To read again
knowledge-tab-published = Published
knowledge-tab-withdrawn = Withdrawn
knowledge-hint-drafts = What is being written. Nobody but your nodes sees it.
knowledge-hint-proposed = What waits for a second person. Nobody approves their own words.
knowledge-hint-due = What is past its review date: say that it is still true, or work on the text.
knowledge-hint-published = What everybody reads.
knowledge-hint-withdrawn = What nobody reads any more; its history is kept.
knowledge-empty-drafts = No draft. Open a closed ticket and make it a published answer, or write one.
knowledge-empty-proposed = Nothing waits for approval.
knowledge-empty-due = Everything is up to date.
knowledge-empty-published = Nothing is published yet.
knowledge-empty-withdrawn = Nothing was withdrawn.
knowledge-untitled = Untitled
knowledge-returned = Came back
knowledge-only-fr = in French only
knowledge-only-en = in English only
knowledge-review-on = To be read again on
knowledge-updated = Changed
knowledge-state-draft = Draft
knowledge-state-proposed = To approve
knowledge-state-published = Published
knowledge-state-superseded = Superseded
knowledge-state-withdrawn = Withdrawn

knowledge-use = What it is good for
knowledge-spared = { $n ->
    [one] { $n } question spared
   *[other] { $n } questions spared
}
knowledge-inserted = { $n ->
    [one] used in { $n } answer
   *[other] used in { $n } answers
}
knowledge-found-useful = { $n ->
    [one] useful once
   *[other] useful { $n } times
}
knowledge-found-useless = { $n ->
    [one] not useful once
   *[other] not useful { $n } times
}

knowledge-edit = Write
knowledge-node = Responsible node
knowledge-text-fr = In French
knowledge-text-en = In English
knowledge-text-hint = One language is enough to publish; the other can come later.
knowledge-title-label = Title
knowledge-title-hint = The question as somebody would ask it, in a few words.
knowledge-body-label = Text
knowledge-body-hint = Markdown: # heading, **bold**, - list, [words](address).
knowledge-topics = Topics
knowledge-topics-hint = One to three. At least one is needed to publish.
knowledge-disciplines = Disciplines
knowledge-disciplines-hint = Only if the answer holds for them alone; at most six.
knowledge-review = Read again after
knowledge-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
knowledge-change-note = What changes
knowledge-change-note-hint = For the history: in one sentence, what this version changes and why.
knowledge-variants = By employer
knowledge-variants-hint = Where the right answer depends on the employer, write what holds for its people. They will read it first.
knowledge-variant = Variant
knowledge-variant-for = For those employed by
knowledge-variant-more = Save and add a variant
knowledge-language-fr = French
knowledge-language-en = English
knowledge-faults = To correct before saving
knowledge-error-title = Give a title in at least one language.
knowledge-error-title-long = A title has at most 160 characters.
knowledge-error-note-long = Say what changes in at most 1,000 characters.
knowledge-error-topics = Choose at most three topics of the list.
knowledge-error-disciplines = Choose at most six disciplines of the list.
knowledge-error-variant = Choose an employer of the list for each variant, and one text for each employer.

knowledge-not-done = Nothing was changed
knowledge-not-closed = Only a closed ticket becomes a published answer. Close it first.
knowledge-not-a-draft = This is no draft any more. Open the page again to see where the answer stands.
knowledge-not-proposed = This version does not wait for approval. Open the page again to see where the answer stands.
knowledge-not-published = This answer is not published.
knowledge-own-words = You wrote in this version: somebody else has to approve it.
knowledge-changed-meanwhile = Somebody changed this answer meanwhile. Your text is still in the form: copy it, open the page again and go on.
knowledge-looks-personal = The text still holds what looks like personal data. Take it out, or say that you have checked.
knowledge-incomplete = Something is missing to publish: at least one topic, and in one language a title and a text. No language may be half filled in.
knowledge-note-too-long = This text has at most 1,000 characters: shorten it.
knowledge-no-reason = Write why, in one sentence.
knowledge-in-work = A version is being written already.

knowledge-flash-drafted = Here is the draft. The machine took out what looked personal: read all of it again.
knowledge-flash-saved = Saved.
knowledge-flash-proposed = Proposed. Those who may approve have been told.
knowledge-flash-taken-back = It is a draft again.
knowledge-flash-returned = Sent back, with your reason.
knowledge-flash-approved = Published.
knowledge-flash-withdrawn = The answer is withdrawn.
knowledge-flash-confirmed = Noted: still true. The next review is set.
knowledge-flash-revised = A new version is open. Readers see the old one until it is approved.
knowledge-flash-disposed = The draft is thrown away.

knowledge-returned-by = Sent back by { $name }
knowledge-ended-why = Why it was withdrawn
knowledge-from-ticket = Made of ticket
knowledge-written-by = Written by
knowledge-read-it = See the public page
knowledge-history = History
knowledge-next-step = What next
knowledge-propose = Propose for approval
knowledge-propose-hint = Somebody else of the node or of the coordination reads and publishes it.
knowledge-take-back = Go on writing
knowledge-approve = Approve and publish
knowledge-approve-hint = You answer, with its writers, for what everybody will read.
knowledge-approve-not-you = You wrote in this version: somebody else has to approve it.
knowledge-send-back = Send back
knowledge-send-back-why = What is missing or wrong
knowledge-dispose = Throw this draft away
knowledge-dispose-sure = Throw this draft away? Its text is lost; a published version stays.
knowledge-still-true = Still true?
knowledge-confirm = It is still true
knowledge-revise = Needs work
knowledge-revise-note = What has to be looked at
knowledge-revise-new = Write a new version
knowledge-withdraw = Withdraw
knowledge-withdraw-why = Why it is withdrawn
knowledge-withdraw-hint = Nobody will read it any more, and its address will lead nowhere.
knowledge-replaced = What the machine took out
knowledge-replaced-hint = By kind. Put back into the text what is not personal and serves readers.
knowledge-times = { $n } times
knowledge-left = Looks like personal data
knowledge-left-hint = Take it out of the text, or tick that you have checked.
knowledge-looked = I have checked: nothing personal is left.
knowledge-kind-person = person
knowledge-kind-email = e-mail address
knowledge-kind-phone = telephone
knowledge-kind-address = postal address
knowledge-kind-laboratory = laboratory
knowledge-kind-orcid = ORCID
knowledge-kind-dataset = dataset identifier
knowledge-kind-plan = data management plan
knowledge-kind-link = private link
knowledge-kind-project = project
knowledge-kind-bank = bank account
knowledge-kind-social = social security number
knowledge-kind-number = number
knowledge-kind-reference = reference
knowledge-kind-greeting = greeting
knowledge-kind-signature = signature
knowledge-draft-question = The question
knowledge-draft-answer = The answer

knowledge-compare = Compare
knowledge-compare-from = From version
knowledge-compare-to = to version
knowledge-same = These two versions say the same.
knowledge-gone = removed:
knowledge-added = added:
knowledge-field-title-fr = Title in French
knowledge-field-body-fr = Text in French
knowledge-field-title-en = Title in English
knowledge-field-body-en = Text in English
knowledge-field-about = Topics and disciplines
knowledge-written-on = Begun on
knowledge-approved-by = Approved by
knowledge-ended-on = Ended on

knowledge-make = Make it a published answer
knowledge-make-hint = A draft without names and addresses, to be read and approved.
knowledge-near = Published answers that are near
knowledge-near-none = No published answer is like this ticket.
knowledge-insert = Insert into my answer
knowledge-near-all = Search all of them
knowledge-nearest-first = Nearest to what you look for first.
