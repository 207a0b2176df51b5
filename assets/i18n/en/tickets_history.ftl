# History
tickets-history-title = History
tickets-history-open = The whole history
tickets-history-way = How it came here
tickets-history-all = All that was done
tickets-history-routed = Routed by the network’s rules
tickets-history-moved = Sent by a person
tickets-history-stayed = Stayed where it was
tickets-event-over-referral = The offer made to { $to } no longer mattered
