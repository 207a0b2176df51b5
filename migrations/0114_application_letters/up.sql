-- What each institution commits to, and the letters by which it does.

ALTER TABLE application_partners ADD COLUMN commitments TEXT NOT NULL DEFAULT '';

-- A letter binds to what it says: it holds while the hash of what the institution commits to is its own.
CREATE TABLE application_letters (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    partner_id TEXT NOT NULL REFERENCES application_partners (id),
    -- Canonical JSON; its hash is of these bytes.
    content TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('consent', 'upload')),
    name TEXT NOT NULL,
    capacity TEXT NOT NULL,
    file_id TEXT REFERENCES application_files (id),
    signed_by TEXT NOT NULL REFERENCES accounts (id),
    signed_at TIMESTAMP NOT NULL,
    CHECK ((way = 'upload') = (file_id IS NOT NULL))
);
CREATE INDEX application_letters_by_application ON application_letters (application_id, signed_at);

-- To whom the owner offered it; they must accept.
ALTER TABLE applications ADD COLUMN offered_to TEXT REFERENCES accounts (id);

-- An answer that came from an earlier application and that nobody has read again.
ALTER TABLE application_answers ADD COLUMN to_reread BOOLEAN NOT NULL DEFAULT FALSE;

-- A closing that was put off for one application, and why.
CREATE TABLE application_extensions (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    closes_at TIMESTAMP NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) >= 10),
    granted_by TEXT NOT NULL REFERENCES accounts (id),
    granted_at TIMESTAMP NOT NULL
);
CREATE INDEX application_extensions_by_application ON application_extensions (application_id, closes_at);
