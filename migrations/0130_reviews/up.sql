-- The review of what was filed: who may look at it, who does, and what they say.

-- The domains of an institution's mail addresses; one institution may have several.
CREATE TABLE institution_domains (
    domain TEXT PRIMARY KEY NOT NULL,
    institution TEXT NOT NULL REFERENCES institutions (slug),
    added_by TEXT NOT NULL REFERENCES accounts (id),
    added_at TIMESTAMP NOT NULL
);

-- Whoever reviews, across calls.
CREATE TABLE reviewers (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id),
    -- With commas.
    languages TEXT NOT NULL DEFAULT 'fr',
    added_by TEXT NOT NULL REFERENCES accounts (id),
    added_at TIMESTAMP NOT NULL
);

CREATE TABLE reviewer_disciplines (
    account_id TEXT NOT NULL REFERENCES reviewers (account_id),
    discipline TEXT NOT NULL REFERENCES disciplines (code),
    PRIMARY KEY (account_id, discipline)
);

CREATE TABLE reviewer_affiliations (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES reviewers (account_id),
    institution TEXT NOT NULL REFERENCES institutions (slug),
    starts_on DATE,
    ends_on DATE,
    added_by TEXT NOT NULL REFERENCES accounts (id),
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on)
);
CREATE INDEX reviewer_affiliations_by_account ON reviewer_affiliations (account_id);

-- By when a call is reviewed, and how.
CREATE TABLE review_plans (
    call_id TEXT PRIMARY KEY NOT NULL REFERENCES calls (id),
    due_at TIMESTAMP NOT NULL,
    -- How long one application takes, as reviewers are told.
    minutes_each INTEGER NOT NULL DEFAULT 90 CHECK (minutes_each BETWEEN 5 AND 1440),
    -- How many a reviewer is asked to take at most.
    most_each INTEGER NOT NULL DEFAULT 6 CHECK (most_each BETWEEN 1 AND 50),
    updated_by TEXT NOT NULL REFERENCES accounts (id),
    updated_at TIMESTAMP NOT NULL
);

-- What is judged, each from 0 to 5.
CREATE TABLE review_criteria (
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    position INTEGER NOT NULL,
    label_fr TEXT NOT NULL,
    label_en TEXT NOT NULL DEFAULT '',
    -- None for what is noted beside and does not enter the total.
    weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 100),
    -- A score below it eliminates.
    threshold INTEGER CHECK (threshold BETWEEN 1 AND 5),
    -- What each level means: six texts as JSON.
    anchors TEXT NOT NULL,
    UNIQUE (call_id, position)
);

-- Who is asked to review for a call.
CREATE TABLE call_reviewers (
    call_id TEXT NOT NULL REFERENCES calls (id),
    account_id TEXT NOT NULL REFERENCES reviewers (account_id),
    state TEXT NOT NULL CHECK (state IN ('invited', 'accepted', 'declined', 'removed')),
    most INTEGER NOT NULL CHECK (most BETWEEN 0 AND 50),
    token_sha256 TEXT NOT NULL UNIQUE,
    invited_by TEXT NOT NULL REFERENCES accounts (id),
    invited_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    -- Why not, and whom else to ask.
    reason TEXT NOT NULL DEFAULT '',
    -- When confidentiality was promised; no file opens before.
    signed_at TIMESTAMP,
    PRIMARY KEY (call_id, account_id),
    CHECK (signed_at IS NULL OR answered_at IS NOT NULL)
);
CREATE INDEX call_reviewers_by_account ON call_reviewers (account_id);

CREATE TABLE conflicts (
    application_id TEXT NOT NULL REFERENCES applications (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('on_application', 'same_institution', 'same_parent', 'email_domain', 'same_name',
        'collaboration', 'family', 'hierarchy', 'other')),
    source TEXT NOT NULL CHECK (source IN ('detected', 'reviewer', 'coordinator')),
    state TEXT NOT NULL CHECK (state IN ('suspected', 'confirmed', 'cleared')),
    -- What it was seen by; once cleared, only something else brings it back.
    evidence TEXT NOT NULL,
    found_at TIMESTAMP NOT NULL,
    decided_by TEXT REFERENCES accounts (id),
    decided_at TIMESTAMP,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (application_id, account_id, kind),
    CHECK ((state = 'suspected') = (decided_at IS NULL)),
    CHECK (state <> 'cleared' OR (kind <> 'on_application' AND reason <> '' AND decided_by <> account_id))
);
CREATE INDEX conflicts_by_account ON conflicts (account_id);

CREATE TABLE assignments (
    -- Random: reviewers see it.
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    reviewer_id TEXT NOT NULL REFERENCES reviewers (account_id),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'invited', 'accepted', 'done', 'declined', 'recused', 'removed')),
    origin TEXT NOT NULL CHECK (origin IN ('manual', 'auto')),
    -- What others know them by: R2.
    alias TEXT NOT NULL,
    made_by TEXT NOT NULL REFERENCES accounts (id),
    made_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP,
    invited_at TIMESTAMP,
    answered_at TIMESTAMP,
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (application_id, reviewer_id),
    UNIQUE (application_id, alias)
);
CREATE INDEX assignments_by_reviewer ON assignments (reviewer_id, state);

-- A reminder is sent once for each step.
CREATE TABLE review_reminders (
    assignment_id TEXT NOT NULL REFERENCES assignments (id),
    step TEXT NOT NULL,
    sent_at TIMESTAMP NOT NULL,
    PRIMARY KEY (assignment_id, step)
);

CREATE TABLE reviews (
    assignment_id TEXT PRIMARY KEY NOT NULL REFERENCES assignments (id),
    -- Which filing was read.
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'reopened')),
    recommendation TEXT CHECK (recommendation IN ('accept', 'conditions', 'trajectory', 'reject')),
    confidence INTEGER CHECK (confidence BETWEEN 1 AND 4),
    for_applicants TEXT NOT NULL DEFAULT '',
    for_committee TEXT NOT NULL DEFAULT '',
    lock_version INTEGER NOT NULL DEFAULT 1,
    saved_at TIMESTAMP NOT NULL,
    submitted_at TIMESTAMP,
    CHECK ((state = 'submitted') = (submitted_at IS NOT NULL)),
    CHECK (state <> 'submitted' OR recommendation IS NOT NULL)
);

CREATE TABLE review_scores (
    assignment_id TEXT NOT NULL REFERENCES reviews (assignment_id),
    criterion_id TEXT NOT NULL REFERENCES review_criteria (id),
    -- None where it cannot be assessed.
    score INTEGER CHECK (score BETWEEN 0 AND 5),
    comment TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (assignment_id, criterion_id)
);

-- What a review said each time it was submitted.
CREATE TABLE review_filings (
    assignment_id TEXT NOT NULL REFERENCES reviews (assignment_id),
    number INTEGER NOT NULL CHECK (number > 0),
    -- JSON.
    document TEXT NOT NULL,
    submitted_at TIMESTAMP NOT NULL,
    PRIMARY KEY (assignment_id, number)
);

CREATE TABLE review_posts (
    -- Made with the form.
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    author_id TEXT NOT NULL REFERENCES accounts (id),
    audience TEXT NOT NULL CHECK (audience IN ('reviewers', 'committee')),
    body TEXT NOT NULL,
    posted_at TIMESTAMP NOT NULL
);
CREATE INDEX review_posts_by_application ON review_posts (application_id, posted_at);

-- Whether an application may be reviewed, by which rules it may not, and why a person decided so.
CREATE TABLE eligibilities (
    application_id TEXT PRIMARY KEY NOT NULL REFERENCES applications (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('eligible', 'ineligible')),
    -- The rules that were not met, with commas.
    failed TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    decided_by TEXT NOT NULL REFERENCES accounts (id),
    decided_at TIMESTAMP NOT NULL,
    CHECK (outcome = 'eligible' OR reason <> '')
);

-- Named questions that are opened again after the closing, for one application.
CREATE TABLE completion_requests (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    -- Keys of questions, with commas.
    fields TEXT NOT NULL,
    message TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    made_by TEXT NOT NULL REFERENCES accounts (id),
    made_at TIMESTAMP NOT NULL,
    -- The filing that answered it.
    answered_seq INTEGER,
    answered_at TIMESTAMP,
    CHECK ((answered_seq IS NULL) = (answered_at IS NULL))
);
CREATE INDEX completion_requests_by_application ON completion_requests (application_id, made_at);
