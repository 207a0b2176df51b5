-- What the network's list is walked along when it is narrowed by what no other index leads to.
CREATE INDEX tickets_by_activity ON tickets (last_activity_at, id);
-- The one it takes the place of named a value that statements bind.
DROP INDEX messages_reopened;
CREATE INDEX messages_by_event ON messages (event, created_at) WHERE event IS NOT NULL;
-- What is thrown away after its time, and with a ticket.
CREATE INDEX audit_events_by_time ON audit_events (at);
CREATE INDEX outbox_by_ticket ON outbox (ticket_reference) WHERE ticket_reference IS NOT NULL;
