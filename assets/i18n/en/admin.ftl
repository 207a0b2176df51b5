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
admin-sweeps = Background work
admin-sweep = Task
admin-sweep-last = Last run
admin-sweep-never = never
admin-no-sweep = No task has run yet.
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
admin-no-dead-text = A mail that could not be sent after ten attempts waits here for a decision.
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
