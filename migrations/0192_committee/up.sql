-- In which order a committee looks at applications, when it is not that of the reviews.
CREATE TABLE committee_places (
    application_id TEXT PRIMARY KEY NOT NULL REFERENCES applications (id),
    call_id TEXT NOT NULL REFERENCES calls (id),
    place INTEGER NOT NULL
);
CREATE INDEX committee_places_by_call ON committee_places (call_id, place);

-- How somebody who was there voted on a proposal. Written anew, the proposal is another: its mark tells which one was voted on.
CREATE TABLE sitting_votes (
    sitting_id TEXT NOT NULL REFERENCES sittings (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    mark TEXT NOT NULL,
    vote TEXT NOT NULL CHECK (vote IN ('for', 'against', 'abstain')),
    cast_at TIMESTAMP NOT NULL,
    PRIMARY KEY (sitting_id, application_id, account_id)
);

-- What is written down while a committee sits: in general, and of each application, so that who stands aside reads nothing of
-- it.
CREATE TABLE sitting_minutes (
    sitting_id TEXT NOT NULL REFERENCES sittings (id),
    -- None for what concerns no application.
    application_id TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    lock_version INTEGER NOT NULL,
    saved_by TEXT NOT NULL REFERENCES accounts (id),
    saved_at TIMESTAMP NOT NULL,
    PRIMARY KEY (sitting_id, application_id)
);
ALTER TABLE sittings ADD COLUMN approved_by TEXT REFERENCES accounts (id);
ALTER TABLE sittings ADD COLUMN approved_at TIMESTAMP;
