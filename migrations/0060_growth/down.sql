DROP INDEX outbox_by_ticket;
DROP INDEX audit_events_by_time;
DROP INDEX messages_by_event;
CREATE INDEX messages_reopened ON messages (created_at) WHERE event = 'reopened';
DROP INDEX tickets_by_activity;
