# History
tickets-history-title = History
tickets-history-open = The whole history
tickets-history-way = How it came here
tickets-history-all = All that was done
tickets-history-routed = Routed by the network’s rules
tickets-history-moved = Sent by a person
tickets-history-stayed = Stayed where it was
tickets-event-over-referral = The offer made to { $to } no longer mattered
tickets-event-file-infected = The file { $file } contained a virus: nobody can download it
tickets-event-file-too-large = The file { $file } is too large to be checked: nobody can download it
tickets-audit-sensitive = “sensitive” mark changed
tickets-audit-anonymise = anonymised
tickets-audit-replace-link = the team’s links replaced
tickets-audit-renew-link = the team’s link sent anew after its end
tickets-audit-material-used = training material inserted
