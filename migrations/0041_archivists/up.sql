-- Who approves what is destroyed. A right of its own: it opens the lists and nothing of the tickets.
CREATE TABLE archivists (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id),
    given_by TEXT NOT NULL REFERENCES accounts (id),
    given_at TIMESTAMP NOT NULL
);
