# The protection of data.
privacy-the-team = The team
privacy-the-network = The network
privacy-text-removed = (text erased)
privacy-subject-removed = (subject erased)
privacy-sensitive-subject = Sensitive request
privacy-sensitive-body = (This request is sensitive: its content is read on its page only.)
privacy-holds-tickets = This account works on open requests: give them to somebody else first.
privacy-is-a-mailbox = This is the shared address of a service, not that of a person.
privacy-last-admin = This is the last administrator’s account: give that role to somebody else first.
privacy-expired = This time is over.
privacy-already-decided = Somebody has already decided about this list.
privacy-not-agreed = What is kept for less long has changed meanwhile: choose the terms again.
privacy-is-anonymised = This request is anonymised: it does not change any more.
privacy-kind-missing = Choose a copy or erasure.
privacy-reason-missing = Say why, in at most 500 characters.
privacy-flash-marked = The request is marked as sensitive.
privacy-flash-unmarked = The request is no longer marked as sensitive.
privacy-flash-approved = The list is approved: the requests will be anonymised.
privacy-flash-refused = The list is refused: these requests are kept for one more year.
privacy-requests-title = A copy or the erasure of my data
privacy-requests-lead = For an address, without an account: we write to that address to check that it is yours.
privacy-sent-title = Look at your mailbox.
privacy-sent-text = A message has just left for this address: its link shows what we keep, and a button confirms.
privacy-email = Mail address
privacy-email-hint = The one with which you asked your questions, or that of your account.
privacy-kind = What you want
privacy-kind-export = A copy
privacy-kind-export-hint = Your questions, messages, files, mails, and what the journal says of your account, in one file.
privacy-kind-erasure = Erasure
privacy-kind-erasure-hint = Your name and address disappear everywhere; you see first what will be erased and what will stay.
privacy-go-on = Continue
privacy-what-we-keep = What we keep, and for how long
privacy-under-way = This is under way.
privacy-under-way-export = A mail will tell you when the copy is ready, usually within the hour.
privacy-under-way-erasure = It takes a few minutes; you can close this page.
privacy-copy-ready = The copy is ready. It can be fetched until
privacy-fetch = Fetch the copy
privacy-ask-again = Ask again
privacy-erased = Done.
privacy-erased-text = This name and this address are nowhere here any more. The operator’s backups lose them too when they expire.
privacy-found = What we find
privacy-plan-asked = { $n ->
    [one] { $n } question asked
   *[other] { $n } questions asked
}
privacy-plan-followed = { $n ->
    [one] { $n } question of somebody else that you follow
   *[other] { $n } questions of others that you follow
}
privacy-plan-wrote = { $n ->
    [one] { $n } message in a question of somebody else
   *[other] { $n } messages in questions of others
}
privacy-plan-enrolled = { $n ->
    [one] { $n } enrolment in a course
   *[other] { $n } enrolments in courses
}
privacy-plan-news = a subscription to the news
privacy-plan-alerts = { $n ->
    [one] { $n } alert about a course
   *[other] { $n } alerts about courses
}
privacy-plan-beneficiary = { $n ->
    [one] { $n } question asked for you by somebody else
   *[other] { $n } questions asked for you by others
}
privacy-plan-received = { $n ->
    [one] { $n } mail received from you
   *[other] { $n } mails received from you
}
privacy-plan-sent = { $n ->
    [one] { $n } mail sent to you
   *[other] { $n } mails sent to you
}
privacy-plan-invitations = { $n ->
    [one] { $n } invitation
   *[other] { $n } invitations
}
privacy-plan-account = an account, with its roles and sessions
privacy-plan-no-account = no account
privacy-copy-holds = What the copy holds
privacy-copy-holds-text = The conversations with their files, the mails as they came, and everything else in a file that programs read. The internal notes of those who answer are not part of it, nor are files that the virus scanner holds back.
privacy-becomes = What becomes of it
privacy-becomes-open = { $n ->
    [one] { $n } open question is closed without an answer.
   *[other] { $n } open questions are closed without an answer.
}
privacy-becomes-files = The files attached to your questions and the received mails are destroyed.
privacy-becomes-text-kept = The text of the conversations stays, without names, addresses and numbers; it says “the team” and “the network”.
privacy-becomes-text-removed = The text of the conversations is erased.
privacy-becomes-mails = The mails that were sent, the invitations and the links are erased.
privacy-becomes-account = The account is closed and emptied: what it did stays, by whom does not.
privacy-possible = Possible signatures, to be confirmed by hand
privacy-possible-text = Somebody of the same name signed for an institution of this address. Make sure that it is the same person: the copy says nothing of it, and erasure touches it only if the network knows nobody else of that name. Only the administration sees this list.
privacy-becomes-kept = The figures do not change: they name nobody.
privacy-for-good = Erasure is final.
privacy-sure = Erase these data for good?
privacy-confirm-export = Prepare the copy
privacy-confirm-erasure = Erase these data
privacy-admin-title = Personal data
privacy-admin-requests = Requests for a copy or for erasure
privacy-admin-none = Nobody has asked for anything yet.
privacy-no-address = erased
privacy-state-asked = to be confirmed
privacy-state-confirmed = under way
privacy-state-done = done
privacy-ask-for = Act for somebody
privacy-reason = Reason
privacy-reason-hint = Who asked for it, and how. The journal keeps a trace of this action.
privacy-see-plan = See what would be done
privacy-destruction-title = Destruction lists
privacy-destruction-lead = { $n ->
    [one] Requests closed for { $n } year are anonymised.
   *[other] Requests closed for { $n } years are anonymised.
}
privacy-destruction-on = A list waits for the archivist’s approval first.
privacy-destruction-off = This happens by itself; with RETENTION_APPROVAL=on a list would wait for the archivist’s approval first.
privacy-list-tickets = { $n ->
    [one] { $n } request
   *[other] { $n } requests
}
privacy-list-proposed = waits for a decision
privacy-list-approved = approved, under way
privacy-list-refused = refused
privacy-list-done = anonymised
privacy-list-before = Closed before
privacy-list-made = made on
privacy-list-decided = decided on
privacy-list-done-on = done on
privacy-list-file = The list as CSV
privacy-list-approve = Approve
privacy-list-sure = Anonymise the requests of this list for good?
privacy-list-why-not = Why to keep them
privacy-list-refuse = Refuse
privacy-no-list = No list: nothing has reached its term.
privacy-readings-title = Who read this request
privacy-readings-lead = { $n ->
    [one] One line for each person and half hour, kept for { $n } day.
   *[other] One line for each person and half hour, kept for { $n } days.
}
privacy-not-sensitive = This request is not marked as sensitive: its readings are not noted.
privacy-nobody-read = Nobody has read it since it was marked.
privacy-earlier = Earlier readings
privacy-door = By which way
privacy-door-page = the page
privacy-door-file = a file
privacy-door-mail = the original mail
privacy-door-api = the API
privacy-door-history = the history
privacy-door-team = The team that asks
privacy-panel = Confidentiality
privacy-panel-on = Sensitive request: each reading is noted, and mails tell neither its subject nor its content.
privacy-panel-off = A sensitive request keeps a trace of who reads it.
privacy-mark = Mark as sensitive
privacy-unmark = No longer mark
privacy-readings-open = Who read it
privacy-sensitive = Sensitive
privacy-anonymised = Anonymised
privacy-mine = My data
privacy-mine-text = You can receive a copy of them, or ask for their erasure.
privacy-copy-title = A copy of my data
privacy-copy-of = What we keep of { $email }.
privacy-copy-tickets = Questions
privacy-copy-else = Other data
privacy-copy-received = Mails received from this address
privacy-copy-sent = Mails sent to this address
privacy-copy-invitations = Invitations
privacy-copy-messages = Messages written for the network
privacy-copy-events = Lines of the journal
privacy-copy-programs = The file data.json holds all of this in detail, for programs.
privacy-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
}
privacy-text-kept-page = The text of the conversation stays, but a machine takes names, addresses and numbers out of it; some may escape it.
privacy-text-removed-page = The text of the conversation is erased too.
privacy-approval-page = An archivist approves the list of these requests first.
privacy-sensitive-somebody = somebody
privacy-for-the-archivist = The archivist decides about it.
privacy-bid-gone = This text was erased at the end of its term, as the page about people’s data says.
privacy-bids = Applications to calls
privacy-bids-lead = What an application holds is erased by itself: a draft that was never filed { $months ->
        [one] { $months } month
       *[other] { $months } months
    } after the closing; what was filed { $years ->
        [one] { $years } year
       *[other] { $years } years
    } after the decision, the withdrawal or the end of the label. Its authors are told { $days } days before.
privacy-bids-draft = draft
privacy-bids-bid = Application
privacy-bids-call = Call
privacy-bids-told = Authors told on
privacy-bids-on = Erased from
privacy-bids-none = No application comes to the end of its term.
privacy-bids-cleared = Already erased
privacy-bids-number = Number
privacy-bids-last = The last on
privacy-bids-agreed = Agreed by the archivist
privacy-bids-agree = Agree that those announced are erased
privacy-bids-sure = These applications will be erased at the end of their term. Go on?
