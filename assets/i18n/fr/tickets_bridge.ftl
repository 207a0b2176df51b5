tickets-event-bridge-opened = La demande est partie au helpdesk de { $name }
tickets-event-bridge-received = Le helpdesk de { $name } a la demande
tickets-event-bridge-received-as = Le helpdesk de { $name } a la demande, sous { $tags }
tickets-event-bridge-failed = Le courriel au helpdesk de { $name } n’a pas pu être remis : { $why }
