-- What is asked on a form. A version that is published never changes: what was filed keeps the questions it was filed with.

CREATE TABLE questionnaire_versions (
    id TEXT PRIMARY KEY NOT NULL,
    -- The same for all versions of one form.
    questionnaire_id TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    -- Sections and questions as JSON.
    definition TEXT NOT NULL,
    -- Of the definition in canonical JSON, from its publication on.
    sha256 TEXT,
    lock_version INTEGER NOT NULL DEFAULT 0,
    updated_by TEXT NOT NULL REFERENCES accounts (id),
    updated_at TIMESTAMP NOT NULL,
    published_at TIMESTAMP,
    UNIQUE (questionnaire_id, number),
    CHECK ((state = 'draft') = (published_at IS NULL)),
    CHECK ((state = 'draft') = (sha256 IS NULL))
);
CREATE UNIQUE INDEX questionnaire_one_draft ON questionnaire_versions (questionnaire_id) WHERE state = 'draft';
