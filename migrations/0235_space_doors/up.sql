-- Links by mail to the pages of a space, for people who have no account yet.
CREATE TABLE space_arrivals (
    id TEXT PRIMARY KEY NOT NULL,
    -- The page it opens.
    path TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    token_sha256 TEXT NOT NULL UNIQUE,
    made_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);

-- Whoever asked wrote from an address that is not known to be the institution's: somebody has to make sure.
ALTER TABLE spaces ADD COLUMN unsure BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX space_of_institution;
CREATE UNIQUE INDEX space_of_institution ON spaces (institution) WHERE state NOT IN ('closed', 'refused', 'lapsed') AND NOT unsure;

-- What the network corrected by hand, no import takes back.
ALTER TABLE institutions ADD COLUMN edited_at TIMESTAMP;

-- Institutions that somebody asks for and that no list has yet.
CREATE TABLE institution_wishes (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    ror TEXT,
    -- Who is told once it can be chosen.
    email TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    asked_at TIMESTAMP NOT NULL,
    -- What was made of it.
    institution TEXT REFERENCES institutions (slug),
    done_at TIMESTAMP
);
