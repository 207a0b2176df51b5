-- Charters and conventions: what institutions sign, version by version, and for how long it holds.

CREATE TABLE conventions (
    id TEXT PRIMARY KEY NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('charter', 'convention')),
    -- Whose institutions sign it.
    concerns TEXT NOT NULL CHECK (concerns IN ('nodes', 'spaces', 'everybody')),
    title_fr TEXT NOT NULL,
    title_en TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE convention_versions (
    id TEXT PRIMARY KEY NOT NULL,
    convention_id TEXT NOT NULL REFERENCES conventions (id),
    number INTEGER NOT NULL CHECK (number > 0),
    -- What is new in it.
    note_fr TEXT NOT NULL DEFAULT '',
    note_en TEXT NOT NULL DEFAULT '',
    -- The text that is signed.
    sha256 TEXT REFERENCES stored_files (sha256),
    file_name TEXT NOT NULL DEFAULT '',
    published_by TEXT NOT NULL REFERENCES accounts (id),
    published_at TIMESTAMP NOT NULL,
    UNIQUE (convention_id, number),
    CHECK ((sha256 IS NULL) = (file_name = ''))
);

CREATE TABLE convention_signatures (
    id TEXT PRIMARY KEY NOT NULL,
    version_id TEXT NOT NULL REFERENCES convention_versions (id),
    institution TEXT NOT NULL REFERENCES institutions (slug),
    signatory TEXT NOT NULL,
    capacity TEXT NOT NULL,
    signed_on DATE NOT NULL,
    -- The last day; none when it holds until it is denounced.
    expires_on DATE,
    -- The signed paper.
    sha256 TEXT REFERENCES stored_files (sha256),
    file_name TEXT NOT NULL DEFAULT '',
    recorded_by TEXT NOT NULL REFERENCES accounts (id),
    recorded_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    reason TEXT NOT NULL DEFAULT '',
    -- The smallest number of months before its end of which people were reminded.
    reminded INTEGER,
    CHECK (expires_on IS NULL OR expires_on > signed_on),
    CHECK ((sha256 IS NULL) = (file_name = '')),
    CHECK (ended_at IS NULL OR reason <> '')
);
CREATE UNIQUE INDEX convention_signed_once ON convention_signatures (version_id, institution, signed_on) WHERE ended_at IS NULL;
CREATE INDEX convention_signatures_by_institution ON convention_signatures (institution);
CREATE INDEX convention_signatures_by_end ON convention_signatures (expires_on);
