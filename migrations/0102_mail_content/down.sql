ALTER TABLE received_mails DROP COLUMN helpdesk_id;
ALTER TABLE received_mails DROP COLUMN content_hash;
