-- What protects the people who ask: sensitive tickets and who read them, requests for one's data, retention.
ALTER TABLE tickets ADD COLUMN sensitive BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE tickets ADD COLUMN anonymised_at TIMESTAMP;
CREATE INDEX tickets_to_anonymise ON tickets (closed_at, id) WHERE anonymised_at IS NULL AND closed_at IS NOT NULL;
CREATE INDEX tickets_by_beneficiary ON tickets (beneficiary_email) WHERE beneficiary_email IS NOT NULL;

-- Who read a ticket that is marked sensitive, by which door. Without an account: the team, by its link.
CREATE TABLE readings (
    id TEXT PRIMARY KEY NOT NULL,
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    account_id TEXT REFERENCES accounts (id),
    door TEXT NOT NULL CHECK (door IN ('page', 'file', 'mail', 'api', 'history')),
    read_at TIMESTAMP NOT NULL
);
CREATE INDEX readings_by_ticket ON readings (ticket_id, read_at);
CREATE INDEX readings_by_account ON readings (account_id, read_at);
CREATE INDEX readings_by_time ON readings (read_at);

-- Somebody asks for a copy of all that is kept of an address, or for its erasure.
CREATE TABLE privacy_requests (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('export', 'erasure')),
    state TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'done')),
    -- Empty once it was erased.
    email TEXT NOT NULL,
    -- The admin who asks for somebody else, and why.
    made_by TEXT REFERENCES accounts (id),
    reason TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    made_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    done_at TIMESTAMP,
    -- The copy, until it expires.
    sha256 TEXT REFERENCES stored_files (sha256),
    -- How much was found, by kind; no name and no address.
    found TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX privacy_requests_by_state ON privacy_requests (state, made_at);
CREATE INDEX privacy_requests_by_file ON privacy_requests (sha256) WHERE sha256 IS NOT NULL;

-- Where an archivist decides first: the tickets whose term has come.
CREATE TABLE destruction_lists (
    id TEXT PRIMARY KEY NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'done')),
    closed_before TIMESTAMP NOT NULL,
    tickets INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    decided_by TEXT REFERENCES accounts (id),
    decided_at TIMESTAMP,
    reason TEXT NOT NULL DEFAULT '',
    done_at TIMESTAMP
);
CREATE UNIQUE INDEX destruction_lists_one_proposed ON destruction_lists (state) WHERE state = 'proposed';
CREATE TABLE destruction_entries (
    list_id TEXT NOT NULL REFERENCES destruction_lists (id) ON DELETE CASCADE,
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    PRIMARY KEY (list_id, ticket_id)
);
CREATE INDEX destruction_entries_by_ticket ON destruction_entries (ticket_id);
