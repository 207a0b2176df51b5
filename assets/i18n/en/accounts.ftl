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
