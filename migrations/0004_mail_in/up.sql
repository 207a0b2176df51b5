-- Every mail that came in, what became of it, and where its own bytes are.
CREATE TABLE received_mails (
    id TEXT PRIMARY KEY NOT NULL,
    -- A hash of Message-ID, sender and ticket: the same mail delivered twice is one.
    mail_key TEXT NOT NULL UNIQUE,
    -- The hash of its Message-ID, so that a follow-up finds what it follows.
    message_id_hash TEXT,
    sha256 TEXT NOT NULL REFERENCES stored_files (sha256),
    received_at TIMESTAMP NOT NULL,
    fate TEXT NOT NULL CHECK (fate IN ('ticket', 'reply', 'note', 'ignored', 'quarantined', 'discarded')),
    reason TEXT,
    from_name TEXT NOT NULL,
    from_email TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- The ticket it opened, joined, or names. The reference outlives a ticket that is erased.
    ticket_id TEXT REFERENCES tickets (id) ON DELETE SET NULL,
    reference TEXT,
    decided_by TEXT REFERENCES accounts (id),
    decided_at TIMESTAMP
);
CREATE INDEX received_mails_by_fate ON received_mails (fate, id);
CREATE INDEX received_mails_by_ticket ON received_mails (ticket_id, fate);
CREATE INDEX received_mails_by_message_id ON received_mails (message_id_hash);
CREATE INDEX received_mails_by_file ON received_mails (sha256);

-- What a mail program quoted below the new text; pages fold it.
ALTER TABLE messages ADD COLUMN quoted TEXT;

-- A mail about a ticket may be answered by its reader: the ticket, and as whom.
ALTER TABLE outbox ADD COLUMN ticket_reference TEXT;
ALTER TABLE outbox ADD COLUMN party TEXT;
-- A mail that was sent and came back.
ALTER TABLE outbox ADD COLUMN returned_at TIMESTAMP;
ALTER TABLE outbox ADD COLUMN return_reason TEXT;
CREATE INDEX outbox_returned ON outbox (queued_at, id) WHERE returned_at IS NOT NULL;
