-- Each audit event is sealed soon after it was written: its seal holds the hash of the one before it, so that nobody can
-- change, take away or put in an event afterwards without it being found.

CREATE TABLE audit_seals (
    place BIGINT PRIMARY KEY NOT NULL,
    -- Stays when the event has gone by its term.
    event_id TEXT NOT NULL UNIQUE,
    -- With it what may name a person is hashed; without it, once the person was taken out, only that part is no longer checked.
    salt TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL
);

-- What was filed never changes, but for a person who is taken out of it: then both hashes are kept.
CREATE TABLE submission_redactions (
    id TEXT PRIMARY KEY NOT NULL,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    before_sha256 TEXT NOT NULL,
    after_sha256 TEXT NOT NULL,
    redacted_at TIMESTAMP NOT NULL
);
CREATE INDEX submission_redactions_by_submission ON submission_redactions (submission_id, redacted_at);
