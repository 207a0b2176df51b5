# Refusals.
accounts-link-spent = This link was used or is no longer valid. Ask for another one.
accounts-invitation-spent = This invitation was used, withdrawn, or is no longer valid.
accounts-already-member = This person already has this role.
accounts-not-member = This person does not belong to the service on that day.
accounts-last-manager = This is the only manager of the service: name another one first.
accounts-last-admin = This is the only administrator of the network: name another one first.
accounts-disabled = This account is closed.
accounts-bad-days = These dates do not work: the end comes after the start, and nobody leaves in the past.
accounts-scope-too-wide = Only administrators may have an administration token.
accounts-password-short = At least twelve characters.
accounts-password-long = At most 128 bytes.
accounts-password-is-email = The password cannot be the address.

# Roles.
accounts-role-manager = Manager
accounts-role-staff = Member
accounts-role-coordinator = Coordination of the network
accounts-role-admin = Administration of the network

# Signing in.
accounts-sign-in-title = Sign in
accounts-sign-in-lede = For the teams of the network. To ask a question you need no account:
accounts-sign-in-ask = write to us
accounts-sign-in = Sign in
accounts-by-link = By a link sent by mail
accounts-by-password = By password
accounts-email = E-mail address
accounts-password = Password
accounts-send-link = Send me a link
accounts-or = or
accounts-forgotten = Forgot your password? Ask for a link, then change it in your account.
accounts-errors = To be corrected
accounts-wrong-password = Unknown address or password.
accounts-slow-down = { $n ->
    [one] Too many tries. Try again in a minute.
   *[other] Too many tries. Try again in { $n } minutes.
}
accounts-sent-title = Look at your mail
accounts-sent-text = If this address has an account, a link is on its way. It works once, within { $n } minutes.
accounts-sent-nothing = Nothing after a few minutes? Look into the spam folder, check the address, or ask the manager of your service to invite you.
accounts-sent-again = Ask for another link
accounts-link-title = Nearly there
accounts-link-text = One last step, so that programs that open the links in mails do not use up yours.
accounts-link-spent-title = This link no longer works
accounts-link-again = Get another link
accounts-flash-signed-out = You have signed out.

# Invitations.
accounts-invitation-title = An invitation
accounts-invitation-to-node = { $inviter } invites you to join the team “{ $node }”.
accounts-invitation-to-network = { $inviter } invites you to join the coordination of the network.
accounts-invitation-role = Role
accounts-invitation-network-role = Role in the network
accounts-invitation-until = Good until
accounts-invitation-accept = Accept and sign in
accounts-invitation-ignore = If you did not expect this invitation, close this page: nothing will happen.
accounts-invitation-spent-title = This invitation no longer works
accounts-invitation-spent-text = If you accepted it already, sign in. Otherwise ask the person who invited you to send it again.
accounts-flash-invited = The invitation was sent.
accounts-flash-invitation-revoked = The invitation was withdrawn.

# My account.
accounts-title = My account
accounts-profile = Profile
accounts-security = Security
accounts-security-title = Account security
accounts-name = Name
accounts-language = Language
accounts-flash-saved = Your profile was saved.
accounts-memberships = My services
accounts-no-membership = You belong to no service. The manager of a service invites.
accounts-since = since
accounts-until = until
accounts-over = Ended
accounts-duties = My weeks on duty
accounts-duty-now = Now
accounts-duty-file = Add to my calendar (.ics)
accounts-no-duty = No duty planned. The manager of your service shares them out.
accounts-duty-summary = On duty for { $node }
accounts-duty-calendar = My duties
accounts-tickets = Requests
accounts-tickets-inbox = Open the inbox
accounts-tickets-ask = Ask for help

# Password.
accounts-password-has = You can sign in by password or by a link.
accounts-password-none = You sign in by a link. A password is optional.
accounts-password-current = Current password
accounts-password-current-hint = Forgotten? Sign in again by a link: it is not asked for during half an hour.
accounts-password-new = New password
accounts-password-hint = At least twelve characters; a sentence is a good choice.
accounts-password-set = Set
accounts-password-change = Change
accounts-password-remove = Remove
accounts-password-remove-sure = Remove the password? You will sign in by a link.
accounts-current-wrong = This is not the current password.
accounts-flash-password-set = The password was saved; your other sessions were closed.
accounts-flash-password-removed = The password was removed; your other sessions were closed.

# Sessions.
accounts-sessions = My sessions
accounts-session-now = now
accounts-session-this = This one
accounts-session-revoke = Close
accounts-session-revoke-sure = Close this session?
accounts-session-revoke-others = Close all others
accounts-session-revoke-others-sure = Close all other sessions?
accounts-device-unknown = Unknown browser
accounts-flash-session-revoked = Closed.

# API tokens.
accounts-tokens = API tokens
accounts-tokens-lede = For a program to act in your name.
accounts-no-token = No token.
accounts-token-scope = Scope
accounts-token-life = Lifetime
accounts-token-create = Create a token
accounts-token-once = Copy this token now: it will not be shown again.
accounts-token-made = created on
accounts-token-until = until
accounts-token-forever = without end
accounts-token-revoke = Revoke
accounts-token-revoke-sure = Revoke this token? The programs that use it will stop.
accounts-scope-read = Read
accounts-scope-write = Read and write
accounts-scope-admin = Administer
accounts-days = { $n } days
accounts-copy = Copy
accounts-copied = Copied
accounts-flash-token-revoked = The token was revoked.
accounts-role-archivist = Archivist
