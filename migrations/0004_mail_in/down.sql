DROP INDEX outbox_returned;
ALTER TABLE outbox DROP COLUMN return_reason;
ALTER TABLE outbox DROP COLUMN returned_at;
ALTER TABLE outbox DROP COLUMN party;
ALTER TABLE outbox DROP COLUMN ticket_reference;
ALTER TABLE messages DROP COLUMN quoted;
DROP TABLE received_mails;
