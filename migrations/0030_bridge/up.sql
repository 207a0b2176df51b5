-- A node that keeps its own helpdesk and works by mail: where its questions go, once that address was confirmed.
CREATE TABLE bridges (
    node_id TEXT PRIMARY KEY NOT NULL REFERENCES nodes (id),
    -- As whom its helpdesk acts. Nobody signs in with this account: it has no mailbox.
    account_id TEXT REFERENCES accounts (id),
    email TEXT,
    active_since TIMESTAMP,
    -- An address that is still to be confirmed.
    proposed_email TEXT,
    proposed_by TEXT REFERENCES accounts (id),
    proposed_at TIMESTAMP,
    -- Counted up when the bridge is closed: the reply addresses given before are then worth nothing.
    epoch INTEGER NOT NULL DEFAULT 1,
    heard_at TIMESTAMP,
    -- Since when its mails come back, and what the other server said.
    failing_since TIMESTAMP,
    failure TEXT,
    CHECK ((email IS NULL) = (active_since IS NULL)),
    CHECK (email IS NULL OR account_id IS NOT NULL),
    CHECK ((proposed_email IS NULL) = (proposed_at IS NULL)),
    CHECK ((failing_since IS NULL) = (failure IS NULL))
);

-- A ticket as a helpdesk knows it.
CREATE TABLE bridge_threads (
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    -- Message-IDs of the conversation, ours without their domain and theirs, oldest first, separated by spaces.
    mail_ids TEXT NOT NULL DEFAULT '',
    -- What the helpdesk puts in subjects to know the ticket again: [Ticket#1234].
    tags TEXT NOT NULL DEFAULT '',
    opened_at TIMESTAMP NOT NULL,
    heard_at TIMESTAMP,
    failed_at TIMESTAMP,
    -- When its syntax was last explained for this ticket: a machine that answers is not answered twice.
    explained_at TIMESTAMP,
    PRIMARY KEY (ticket_id, node_id)
);

-- Files that go with a mail.
CREATE TABLE outbox_files (
    mail_id TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES stored_files (sha256),
    name TEXT NOT NULL,
    PRIMARY KEY (mail_id, position)
);
CREATE INDEX outbox_files_by_file ON outbox_files (sha256);
