# Administration.
admin-title = Administration
admin-overview = Overview
admin-accounts = People
admin-account = Account
admin-invitations = Invitations
admin-outbox = Mail
admin-audit = Journal
admin-quiet = Nothing waits: no mail is stuck, no coverage is proposed.
admin-stat-dead = { $n ->
    [one] mail could not be sent
   *[other] mails could not be sent
}
admin-stat-queued = { $n ->
    [one] mail waiting
   *[other] mails waiting
}
admin-stat-proposals = { $n ->
    [one] coverage proposal
   *[other] coverage proposals
}
admin-stat-invitations = { $n ->
    [one] invitation without an answer
   *[other] invitations without an answer
}
admin-sweep = Task
admin-sweep-last = Last run
admin-sweep-never = never
admin-search-accounts = Name or address
admin-roles = Roles
admin-state = State
admin-open = Open
admin-closed = Closed
admin-closed-on = Closed on
admin-created = Created on
admin-yes = yes
admin-no = no
admin-account-audit = What the journal says of this account
admin-close = Close the account
admin-close-sure = Close this account? Its sessions, links and tokens end at once.
admin-reopen = Reopen the account
admin-network-role = Role in the network
admin-role-none = None
admin-memberships = Services
admin-no-membership = Belongs to no service.
admin-sessions = Open sessions
admin-no-session = No open session.
admin-no-account = Nobody
admin-no-account-text = No account has this name or address.
admin-flash-role = The role was saved.
admin-flash-disabled = The account is closed.
admin-flash-enabled = The account is open again.
admin-invitations-open = Without an answer
admin-invite = Invite somebody
admin-invite-node = Service
admin-invite-send = Invite
admin-invite-to-nothing = Choose a service, a role in the network, or both.
admin-invitation-expired = expired
admin-invitation-resend = Send again
admin-invitation-revoke = Withdraw
admin-invitation-revoke-sure = Withdraw this invitation?
admin-no-invitation = No invitation waiting
admin-no-invitation-text = Invitations without an answer are here; they can be sent again or withdrawn.
admin-outbox-states = States of mail
admin-dead = Stuck
admin-queued = Waiting
admin-sent = Sent
admin-mail-to = Recipient
admin-mail-subject = Subject
admin-mail-when = When
admin-mail-error = Last error
admin-mail-attempts = Attempts
admin-actions = Actions
admin-resend = Try again
admin-flash-resent = The mail is on its way again.
admin-no-dead = Nothing stuck
admin-no-dead-text = A mail that could not be sent after fourteen attempts waits here for a decision.
admin-no-queued = Nothing waiting
admin-no-queued-text = Mails leave as soon as they are written.
admin-no-sent = No mail sent
admin-no-sent-text = Sent mails are listed here, without their content.
admin-search-audit = Address of a person, identifier, or beginning of an action
admin-when = When
admin-who = Who
admin-what = What
admin-subject = Subject
admin-by-account = An account
admin-by-team = A research team
admin-by-system = The program
admin-no-event = Nothing in the journal
admin-no-event-text = No event fits this search.
admin-returned = Returned
admin-came-back = Came back
admin-no-returned = Nothing came back
admin-no-returned-text = No mail that was sent has come back.
admin-archivist-hint = Approves or declines destruction lists, and reads nothing else of the requests.
admin-flash-archivist = The archivist’s right is saved.

# The second step.
admin-step = Second step
admin-step-none = None
admin-step-reset = Remove the second step
admin-step-reset-hint = For who has lost their app and their recovery codes. Make sure that it is this person who asks: they are told by mail.
admin-step-reset-sure = Remove this account’s second step? Its sessions end.
admin-flash-step-reset = The second step was removed; the person is told.

# Programs, jobs, settings.
admin-audit-who = By whom (name or address)
admin-audit-from = From
admin-audit-until = Until
admin-audit-all = Show all
admin-programs = Programs
admin-tokens-lede = The keys that work, and when they were used. A key that nobody needs is revoked here: its owner is told.
admin-token-made = Made on
admin-token-used = Last used
admin-token-ends = Until
admin-token-never = never
admin-no-token = No key
admin-no-token-text = Nobody has a key that works.
admin-flash-token-revoked = The key was revoked; its owner is told.
admin-hooks-lede = Those of nodes and of the network.
admin-hooks-network = Those of the network
admin-hooks-of-network = Network
admin-hook-rests = Paused
admin-hook-fails = Failing
admin-hook-goes = Works
admin-jobs = Jobs
admin-jobs-lede = What the program does by itself. A job that fails is tried again at its next turn.
admin-jobs-failing = { $n ->
    [one] One job failed at its last turn.
   *[other] { $n } jobs failed at their last turn.
}
admin-stat-failing = { $n ->
    [one] job that fails
   *[other] jobs that fail
}
admin-every = How often
admin-every-turn = at every turn
admin-every-seconds = every { $n } seconds
admin-every-minutes = { $n ->
    [one] every minute
   *[other] every { $n } minutes
}
admin-every-hours = { $n ->
    [one] every hour
   *[other] every { $n } hours
}
admin-job-running = Running
admin-job-failed = Failed
admin-job-well = { $n ->
    [0] Well, nothing to do
    [one] Well, one thing done
   *[other] Well, { $n } things done
}
admin-job-again = Run again
admin-flash-job-due = The job will be done at the next turn, in a moment.
admin-settings = Settings
admin-settings-lede = What comes from the program’s environment; it is changed where the program runs, and secrets are not shown.
admin-installation = The installation
admin-address = Address
admin-version = Version
admin-database = Database
admin-mail = Mail
admin-mail-smtp = sent by a server
admin-mail-folder = written into a folder
admin-mail-log = only noted
admin-mail-capture = kept, never sent
admin-files = Files
admin-files-folder = in a folder
admin-files-bucket = in an S3 store
admin-scanner = Virus scanner
admin-provider = Sign-in by an institution
admin-retention = What goes by itself
admin-retention-lede = What is left empty takes the usual term. The page on personal data tells these terms.
admin-text-kept = The text stays, without names.
admin-text-removed = The text is erased.
admin-approval = A list is approved first.
admin-copies = A copy of a person’s data can be fetched for { $n } days.
admin-term-closed = Requests, after they are closed
admin-term-spam = Spam
admin-term-quarantine = Mail held back about which nobody decides
admin-term-received = Received mail, as it came, once the request is closed
admin-term-machine = Mail that machines wrote or that was put away
admin-term-sent = To whom sent mail went
admin-term-said = What was said for a session, after its end
admin-term-proof = Who took part in a session, after its end
admin-term-drafts = Drafts of applications that were never filed, after the closing of the call
admin-term-filed = Applications that were filed, after the decision, the withdrawal or the end of the label
admin-term-readings = Who read a sensitive request
admin-term-audit = Audit trail
admin-term-sessions = Sessions and keys that ended
admin-term-invitations = Invitations, after their term
admin-term-duty = Past duties and absences
admin-term-requests = Requests for a copy or for erasure
admin-term-spaces = Who looked after a space, or was named in a request that came to nothing
admin-term-seats = Who sat on a body, after their term there
admin-term-signatories = Who signed a charter or an agreement, after the end of the signature
admin-term-owners = Who was in charge of a resolution, after it was done or replaced
admin-term-authors = Who wrote a piece of news, after it was published
admin-term-times = What is noted beside time spent
admin-term-checks = Notes on pages that were checked
admin-term-proposals = What is said of a proposed coverage, after the decision
admin-term-webhooks = What other programs were told
admin-policies = Texts, and the archivist’s agreement
admin-policy-text = Texts of closed requests, after their term
admin-policy-kept = kept without names
admin-policy-removed = erased
admin-policy-approval = An archivist agrees first
admin-policy-usual = Set for this installation:
admin-policy-effect = Holds from the next turn on, and for erasures that are asked for; a text that was erased does not come back.
admin-flash-policies = Noted. This holds from now on.
admin-term-bounds = { $usual } as a rule; from { $from } to { $to }.
admin-term-outside = { $what }: a whole number from { $from } to { $to }.
admin-unit-days = days
admin-unit-months = months
admin-unit-years = years
admin-length-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
admin-length-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
admin-length-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
}
admin-lower-title = Keep things for less long
admin-lower-lede = Nothing is changed yet. What has had its new term goes at the next turn of the clean-up, within hours.
admin-lower-what = What
admin-lower-before = Kept until now
admin-lower-after = From now on
admin-lower-due = Would go at the next turn
admin-lower-announced = Whoever owns or writes in an application is told a month before it goes.
admin-lower-confirm = Shorten these terms
admin-lower-leave = Leave all as it is
admin-flash-terms = The terms are saved.
admin-clock-agrees = The server’s clock and the database’s agree ({ $n } s apart).
admin-clock-before = To be put right before the closing of
admin-clock-differs = The server’s clock and the database’s differ by { $n } s.
admin-clock-next = Next closing:
admin-clock-one = The database goes by this server’s clock: there is no other one to compare.
