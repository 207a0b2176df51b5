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

# In two steps.
accounts-step-title = Two-step sign-in
accounts-step-lede = After the link or the password, a code from an app on your phone. Whoever has your password or your mail still does not get in.
accounts-step-must = Whoever administers the network signs in in two steps: the link or the password, then a code from an app.
accounts-step-set = Set it up
accounts-step-set-title = Protect your account
accounts-step-on = Set up
accounts-step-change = Change, recovery codes
accounts-step-finish = Check the code and finish
accounts-step-leave = Leave and begin again
accounts-step-replace = Use another app
accounts-step-replace-text = The app before will be of no more use, and you will get new recovery codes.
accounts-step-remove = Remove the second step
accounts-step-remove-sure = Remove the second step? The link or the password will be enough again.
accounts-step-sign-in = For this, sign in again by a link: you signed in more than half an hour ago.
accounts-proof-title = Confirm that it is you
accounts-proof-lede = What you ask for has large consequences, and you signed in more than half an hour ago.
accounts-proof-go = Confirm and go on
accounts-proof-sign-in = You have neither a code nor a password: sign in again by a link in another tab, then come back to this one. What you entered stays here.
accounts-proof-other-tab = Sign in again in another tab
accounts-proof-again = Done, go on
accounts-step-needed = Whoever administers the network keeps a second step: use another app rather than removing it.
accounts-step-own = Nobody removes their own second step here: that is done in the account, with a code.
accounts-step-none = This account has no second step.
accounts-first-step-over = The first step was too long ago, or was used already. Begin again.
accounts-flash-first-step-over-warn = The first step was too long ago, or was used already. Begin again.
accounts-flash-step-removed = The second step was removed; your other sessions were closed.
accounts-half-way = Only the second step is missing.
accounts-half-way-go = Go on
accounts-app-install = Install an app for codes on your phone (Aegis, FreeOTP, 2FAS, Google Authenticator…), or use that of your password manager.
accounts-app-scan = With it, scan this picture.
accounts-app-picture = QR code to be scanned with the app; the same secret can be typed.
accounts-app-type = I cannot scan
accounts-app-type-hint = Choose “time-based” and type this secret, without the spaces.
accounts-app-code = The code that the app shows
accounts-app-code-hint = Six figures, which change every thirty seconds.
accounts-code = Code
accounts-code-lede = One more step: the code that your app shows.
accounts-code-hint = Six figures, which change every thirty seconds.
accounts-code-or-recovery = Six figures of the app, or a recovery code.
accounts-code-before = A code of the app before
accounts-code-wrong = This is not the right code. Check that your phone has the right time, then type the code that it shows now.
accounts-code-used = This code was used already. Wait for the next one.
accounts-code-late = The picture that was shown is no longer valid: here is another one. Scan it, then type the code.
accounts-code-lost = I no longer have the app
accounts-code-lost-all = No recovery codes either? Write to another person who administers the network: they can remove your account’s second step.
accounts-recovery-code = Recovery code
accounts-recovery-hint = Sixteen characters. Each works once.
accounts-recovery-title = Recovery codes
accounts-recovery-codes = Ten codes, each for once
accounts-recovery-once = These codes will not be shown again.
accounts-recovery-keep = Print them, or keep them in a password manager. Each stands once for the app’s code, if you lose it. The codes before are of no more use.
accounts-recovery-print = Print
accounts-recovery-kept = I have kept them
accounts-recovery-renew = Make new recovery codes
accounts-recovery-left = { $n ->
    [0] No recovery code is left.
    [one] One recovery code is left.
   *[other] { $n } recovery codes are left.
}

# By one's institution.
accounts-by-provider = Sign in with { $name }
accounts-provider-lede = Tie your account to that of your institution: you will sign in with it, even if your address changes.
accounts-provider-tie = Tie my account
accounts-provider-tied = Tied
accounts-provider-untie = Untie
accounts-provider-untie-sure = Untie this account? You will sign in by a link or a password.
accounts-flash-provider-linked = Your account is tied to that of your institution.
accounts-flash-provider-unlinked = Your account is no longer tied to that of your institution.
accounts-flash-provider-away-warn = Your institution’s sign-in service does not answer. Try again in some minutes, or sign in by a link.
accounts-flash-provider-untrue-warn = The answer of your institution’s sign-in service could not be verified: nobody was let in. Try again, or sign in by a link.
accounts-flash-provider-broken-off-warn = Signing in by your institution stopped on the way. Try again, or sign in by a link.
accounts-flash-provider-astray-warn = This sign-in did not begin in this browser, is too old, or was used already. Begin again.
accounts-flash-provider-no-address-warn = Your institution does not tell us your mail address: sign in by a link.
accounts-flash-provider-unverified-warn = Your institution has not verified your mail address: sign in by a link.
accounts-flash-provider-elsewhere-warn = The account of your institution has another address than your account here, or belongs to another account: nothing is tied.
accounts-flash-provider-other-warn = The account of this address is tied to somebody else at your institution. Sign in by a link, then untie it in your account.
accounts-flash-provider-closed-warn = This account is closed.
accounts-token-used = last used
accounts-token-unused = not used yet
