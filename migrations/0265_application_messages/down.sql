ALTER TABLE received_mails DROP COLUMN application_id;
DROP TABLE application_messages;
