-- Applications to calls. While one is written each answer is a row, so that several people write at once; what is filed is
-- one document that never changes, with its hash.

CREATE TABLE applications (
    -- Random: it tells nothing of order or volume.
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    version_id TEXT NOT NULL REFERENCES questionnaire_versions (id),
    -- Given when it is first filed: AMI-2026-1-007.
    reference TEXT UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'ineligible', 'in_review', 'deliberation', 'decided',
        'withdrawn', 'lapsed')),
    -- Which filing counts.
    current_seq INTEGER CHECK (current_seq > 0),
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    -- When something was last written in it, and by whom.
    saved_at TIMESTAMP NOT NULL,
    saved_by TEXT NOT NULL REFERENCES accounts (id),
    withdrawn_at TIMESTAMP,
    reason TEXT NOT NULL DEFAULT '',
    CHECK ((current_seq IS NULL) = (reference IS NULL)),
    CHECK (state NOT IN ('draft', 'lapsed') OR current_seq IS NULL),
    CHECK (state IN ('draft', 'lapsed') OR current_seq IS NOT NULL),
    CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL))
);
CREATE INDEX applications_by_call ON applications (call_id, state);

-- The institutions that apply together, and what each brings.
CREATE TABLE application_partners (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    institution TEXT NOT NULL REFERENCES institutions (slug),
    role TEXT NOT NULL CHECK (role IN ('lead', 'partner', 'associate')),
    state TEXT NOT NULL CHECK (state IN ('invited', 'confirmed', 'declined', 'removed')),
    -- Hundredths of a full-time equivalent.
    fte INTEGER CHECK (fte BETWEEN 0 AND 100000),
    added_by TEXT NOT NULL REFERENCES accounts (id),
    added_at TIMESTAMP NOT NULL,
    UNIQUE (application_id, institution)
);
CREATE UNIQUE INDEX application_one_lead ON application_partners (application_id) WHERE role = 'lead' AND state <> 'removed';

CREATE TABLE application_people (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'contributor', 'signatory', 'viewer')),
    -- The sections a contributor writes in, with commas.
    sections TEXT NOT NULL DEFAULT '',
    partner_id TEXT REFERENCES application_partners (id),
    granted_by TEXT NOT NULL REFERENCES accounts (id),
    granted_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);
CREATE UNIQUE INDEX application_people_live ON application_people (application_id, account_id) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX application_one_owner ON application_people (application_id) WHERE role = 'owner' AND revoked_at IS NULL;
CREATE INDEX application_people_by_account ON application_people (account_id);

-- A link by mail: to begin an application without an account, or to join one.
CREATE TABLE application_invitations (
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    -- None for who begins one.
    application_id TEXT REFERENCES applications (id),
    partner_id TEXT REFERENCES application_partners (id),
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'contributor', 'signatory', 'viewer')),
    sections TEXT NOT NULL DEFAULT '',
    token_sha256 TEXT NOT NULL UNIQUE,
    made_by TEXT REFERENCES accounts (id),
    made_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    accepted_at TIMESTAMP,
    revoked_at TIMESTAMP,
    CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
CREATE INDEX application_invitations_by_application ON application_invitations (application_id);

CREATE TABLE application_answers (
    application_id TEXT NOT NULL REFERENCES applications (id),
    field_key TEXT NOT NULL,
    -- Empty outside blocks.
    row_id TEXT NOT NULL DEFAULT '',
    -- JSON.
    value TEXT NOT NULL,
    lock_version INTEGER NOT NULL DEFAULT 1,
    updated_by TEXT NOT NULL REFERENCES accounts (id),
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (application_id, field_key, row_id)
);

CREATE TABLE application_rows (
    application_id TEXT NOT NULL REFERENCES applications (id),
    block_key TEXT NOT NULL,
    row_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (application_id, block_key, row_id)
);

CREATE TABLE submissions (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    version_id TEXT NOT NULL REFERENCES questionnaire_versions (id),
    -- Canonical JSON; its hash is of these bytes.
    document TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    -- When the request arrived, which decides; when it was written; until when it could be.
    received_at TIMESTAMP NOT NULL,
    committed_at TIMESTAMP NOT NULL,
    deadline TIMESTAMP NOT NULL,
    within_grace BOOLEAN NOT NULL,
    submitted_by TEXT NOT NULL REFERENCES accounts (id),
    receipt TEXT NOT NULL UNIQUE,
    UNIQUE (application_id, seq),
    CHECK (within_grace = (received_at > deadline))
);
