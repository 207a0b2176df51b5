DROP TABLE application_contacts;
DROP INDEX outbox_by_application;
ALTER TABLE outbox DROP COLUMN application_id;
