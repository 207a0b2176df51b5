-- Calls for expressions of interest. Only what people decide is a state; whether a call is open follows from its dates.

CREATE TABLE call_series (
    id TEXT PRIMARY KEY NOT NULL,
    -- How references begin: AMI in AMI-2026-1.
    code TEXT NOT NULL UNIQUE,
    title_fr TEXT NOT NULL,
    title_en TEXT NOT NULL
);

CREATE TABLE calls (
    id TEXT PRIMARY KEY NOT NULL,
    series_id TEXT NOT NULL REFERENCES call_series (id),
    cloned_from TEXT REFERENCES calls (id),
    reference TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'announced', 'published', 'in_review', 'deliberation', 'decided',
        'results_published', 'archived', 'cancelled')),
    title_fr TEXT NOT NULL,
    title_en TEXT NOT NULL DEFAULT '',
    summary_fr TEXT NOT NULL DEFAULT '',
    summary_en TEXT NOT NULL DEFAULT '',
    body_fr TEXT NOT NULL DEFAULT '',
    body_en TEXT NOT NULL DEFAULT '',
    -- What becomes of the personal data in applications.
    notice_fr TEXT NOT NULL DEFAULT '',
    notice_en TEXT NOT NULL DEFAULT '',
    contact TEXT NOT NULL DEFAULT '',
    zone TEXT NOT NULL,
    opens_at TIMESTAMP,
    -- The last instant that is in time: the end of the minute that is shown.
    closes_at TIMESTAMP,
    questions_until TIMESTAMP,
    -- Published on the page, and said on the receipt of whoever needed it.
    grace_minutes INTEGER NOT NULL DEFAULT 15 CHECK (grace_minutes BETWEEN 0 AND 1440),
    blind TEXT NOT NULL DEFAULT 'single' CHECK (blind IN ('open', 'single', 'double')),
    reviewers_each INTEGER NOT NULL DEFAULT 3 CHECK (reviewers_each BETWEEN 1 AND 9),
    questionnaire_id TEXT NOT NULL,
    -- The version that is asked, or that is being written.
    version_id TEXT NOT NULL REFERENCES questionnaire_versions (id),
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    published_at TIMESTAMP,
    frozen_at TIMESTAMP,
    results_at TIMESTAMP,
    reason TEXT NOT NULL DEFAULT '',
    lock_version INTEGER NOT NULL DEFAULT 0,
    CHECK (opens_at < closes_at),
    CHECK (state IN ('draft', 'announced', 'cancelled') OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)),
    CHECK (state IN ('draft', 'announced', 'published', 'cancelled') OR frozen_at IS NOT NULL),
    CHECK ((state IN ('results_published', 'archived')) = (results_at IS NOT NULL)),
    CHECK (state <> 'cancelled' OR reason <> '')
);
CREATE INDEX calls_by_state ON calls (state, closes_at);

CREATE TABLE call_roles (
    call_id TEXT NOT NULL REFERENCES calls (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('coordinator', 'secretary', 'chair', 'committee', 'reviewer', 'observer')),
    given_by TEXT NOT NULL REFERENCES accounts (id),
    given_at TIMESTAMP NOT NULL,
    PRIMARY KEY (call_id, account_id, role)
);
CREATE INDEX call_roles_by_account ON call_roles (account_id);

-- Dates that moved, always outwards, and why.
CREATE TABLE call_extensions (
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    closed_at TIMESTAMP NOT NULL,
    closes_at TIMESTAMP NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) >= 10),
    granted_by TEXT NOT NULL REFERENCES accounts (id),
    granted_at TIMESTAMP NOT NULL,
    CHECK (closes_at > closed_at)
);
CREATE INDEX call_extensions_by_call ON call_extensions (call_id, granted_at);

-- What somebody asked, and what all may read once it is answered: nobody reads who asked.
CREATE TABLE call_questions (
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    -- As it was sent; what is published may be shorter and names nobody.
    asked TEXT NOT NULL,
    body TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    asked_at TIMESTAMP NOT NULL,
    answered_by TEXT REFERENCES accounts (id),
    answered_at TIMESTAMP,
    dismissed_at TIMESTAMP,
    CHECK ((answered_by IS NULL) = (answered_at IS NULL AND dismissed_at IS NULL)),
    CHECK (answered_at IS NULL OR dismissed_at IS NULL)
);
CREATE INDEX call_questions_by_call ON call_questions (call_id, asked_at, id);
