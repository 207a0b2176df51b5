-- A hash of what a mail says, whatever the servers on its way made of its bytes: another mail under a Message-ID that was
-- used already is told from a repetition. Mails from before have none, so that what differs from them waits for a person.
ALTER TABLE received_mails ADD COLUMN content_hash TEXT NOT NULL DEFAULT '';

-- The node for whose helpdesk the reply address was signed that it came to: a person may let it in as that node's word.
ALTER TABLE received_mails ADD COLUMN helpdesk_id TEXT REFERENCES nodes (id);
