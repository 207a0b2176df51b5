tickets-event-bridge-opened = The ticket went to the helpdesk of { $name }
tickets-event-bridge-received = The helpdesk of { $name } has the ticket
tickets-event-bridge-received-as = The helpdesk of { $name } has the ticket, as { $tags }
tickets-event-bridge-failed = The mail to the helpdesk of { $name } could not be delivered: { $why }
