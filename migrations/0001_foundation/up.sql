-- Valid on SQLite and PostgreSQL alike: text keys made by the application, UTC timestamps written by it.

-- Vocabularies: data, importable, never named in code.

CREATE TABLE regions (
    code TEXT PRIMARY KEY NOT NULL,
    code_kind TEXT NOT NULL CHECK (code_kind IN ('insee_region', 'insee_com')),
    label_fr TEXT NOT NULL,
    label_en TEXT NOT NULL,
    overseas BOOLEAN NOT NULL,
    time_zone TEXT,
    tile_column INTEGER NOT NULL,
    tile_row INTEGER NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE disciplines (
    code TEXT PRIMARY KEY NOT NULL,
    parent TEXT REFERENCES disciplines (code),
    label_fr TEXT NOT NULL,
    label_en TEXT NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE topics (
    code TEXT PRIMARY KEY NOT NULL,
    label_fr TEXT NOT NULL,
    label_en TEXT NOT NULL,
    line TEXT NOT NULL CHECK (line IN ('generalist', 'thematic', 'resource', 'coordination')),
    second_line_hint TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL
);

CREATE TABLE services (
    code TEXT PRIMARY KEY NOT NULL,
    label_fr TEXT NOT NULL,
    label_en TEXT NOT NULL,
    description_fr TEXT NOT NULL DEFAULT '',
    description_en TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL
);

CREATE TABLE institutions (
    slug TEXT PRIMARY KEY NOT NULL,
    ror TEXT UNIQUE,
    name TEXT NOT NULL,
    short_name TEXT,
    kind TEXT NOT NULL DEFAULT 'other',
    parent TEXT REFERENCES institutions (slug),
    merged_into TEXT REFERENCES institutions (slug)
);

CREATE TABLE institution_regions (
    institution TEXT NOT NULL REFERENCES institutions (slug),
    region TEXT NOT NULL REFERENCES regions (code),
    PRIMARY KEY (institution, region)
);

CREATE TABLE sites (
    slug TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    region TEXT NOT NULL REFERENCES regions (code)
);

CREATE TABLE laboratories (
    code TEXT PRIMARY KEY NOT NULL,
    code_kind TEXT NOT NULL CHECK (code_kind IN ('rnsr', 'unit')),
    name TEXT NOT NULL,
    acronym TEXT,
    site TEXT REFERENCES sites (slug),
    region TEXT REFERENCES regions (code)
);

CREATE TABLE laboratory_institutions (
    laboratory TEXT NOT NULL REFERENCES laboratories (code),
    institution TEXT NOT NULL REFERENCES institutions (slug),
    PRIMARY KEY (laboratory, institution)
);

-- Every word by which an entry of a vocabulary is found, its labels included, folded (no case, no accents).
CREATE TABLE vocabulary_terms (
    vocabulary TEXT NOT NULL CHECK (vocabulary IN ('region', 'discipline', 'topic', 'service', 'institution', 'site', 'laboratory')),
    code TEXT NOT NULL,
    label TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (vocabulary, code, folded)
);
CREATE INDEX vocabulary_terms_by_folded ON vocabulary_terms (vocabulary, folded);

-- One row, whose version grows with every import, so that each process knows when to read the vocabularies again.
CREATE TABLE vocabulary_state (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    version INTEGER NOT NULL
);

-- People.

CREATE TABLE accounts (
    id TEXT PRIMARY KEY NOT NULL,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    password_hash TEXT,
    network_role TEXT CHECK (network_role IN ('coordinator', 'admin')),
    created_at TIMESTAMP NOT NULL,
    disabled_at TIMESTAMP
);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    token_hash TEXT NOT NULL UNIQUE,
    agent TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);
CREATE INDEX sessions_by_account ON sessions (account_id, last_seen_at);

CREATE TABLE sign_in_links (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    token_hash TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX sign_in_links_by_account ON sign_in_links (account_id);

CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    token_hash TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    revoked_at TIMESTAMP
);
CREATE INDEX api_tokens_by_account ON api_tokens (account_id);

-- How often a bucket (an address, an account, an action) was used in a window of time.
CREATE TABLE throttles (
    bucket TEXT NOT NULL,
    window_start TIMESTAMP NOT NULL,
    uses INTEGER NOT NULL,
    PRIMARY KEY (bucket, window_start)
);

-- The network.

CREATE TABLE nodes (
    id TEXT PRIMARY KEY NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('workshop', 'thematic_centre', 'resource_centre', 'institutional_centre', 'platform', 'coordination')),
    status TEXT NOT NULL CHECK (status IN ('planned', 'trajectory', 'labelled', 'active', 'suspended', 'closed')),
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    region TEXT REFERENCES regions (code),
    city TEXT,
    website TEXT,
    help_email TEXT,
    description_fr TEXT NOT NULL DEFAULT '',
    description_en TEXT NOT NULL DEFAULT '',
    languages TEXT NOT NULL DEFAULT 'fr',
    opening_days TEXT NOT NULL DEFAULT 'mon,tue,wed,thu,fri',
    opening_note_fr TEXT NOT NULL DEFAULT '',
    opening_note_en TEXT NOT NULL DEFAULT '',
    full_time_equivalents DOUBLE PRECISION NOT NULL DEFAULT 1.0 CHECK (full_time_equivalents > 0),
    fairness_weight DOUBLE PRECISION NOT NULL DEFAULT 1.0 CHECK (fairness_weight > 0),
    fallback_desk BOOLEAN NOT NULL DEFAULT FALSE,
    relay_of TEXT REFERENCES nodes (id),
    successor_id TEXT REFERENCES nodes (id),
    confirmed_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    lock_version INTEGER NOT NULL DEFAULT 0,
    CHECK (kind = 'workshop' OR status NOT IN ('trajectory', 'labelled')),
    CHECK (relay_of IS NULL OR kind = 'thematic_centre')
);
CREATE UNIQUE INDEX nodes_one_fallback_desk ON nodes (fallback_desk) WHERE fallback_desk;
CREATE INDEX nodes_by_kind ON nodes (kind, short_name);

CREATE TABLE node_status_periods (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    status TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    note TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX node_status_periods_one_current ON node_status_periods (node_id) WHERE ends_on IS NULL;

CREATE TABLE node_institutions (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    institution TEXT NOT NULL REFERENCES institutions (slug),
    role TEXT NOT NULL CHECK (role IN ('lead', 'partner')),
    starts_on DATE NOT NULL,
    ends_on DATE
);
CREATE UNIQUE INDEX node_institutions_one_current ON node_institutions (node_id, institution) WHERE ends_on IS NULL;

CREATE TABLE node_disciplines (
    node_id TEXT NOT NULL REFERENCES nodes (id),
    discipline TEXT NOT NULL REFERENCES disciplines (code),
    PRIMARY KEY (node_id, discipline)
);

CREATE TABLE node_services (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    service TEXT NOT NULL REFERENCES services (code),
    starts_on DATE NOT NULL,
    ends_on DATE
);
CREATE UNIQUE INDEX node_services_one_current ON node_services (node_id, service) WHERE ends_on IS NULL;

-- A profile as it stood until `replaced_at`.
CREATE TABLE node_revisions (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    replaced_at TIMESTAMP NOT NULL,
    replaced_by TEXT REFERENCES accounts (id),
    profile TEXT NOT NULL
);
CREATE INDEX node_revisions_by_node ON node_revisions (node_id, replaced_at);

-- A coverage row is a conjunction: every key that is present must match.
CREATE TABLE coverage (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    institution TEXT REFERENCES institutions (slug),
    site TEXT REFERENCES sites (slug),
    region TEXT REFERENCES regions (code),
    discipline TEXT REFERENCES disciplines (code),
    topic TEXT REFERENCES topics (code),
    starts_on DATE NOT NULL,
    ends_on DATE,
    CHECK (COALESCE(institution, site, region, discipline, topic) IS NOT NULL)
);
CREATE INDEX coverage_by_node ON coverage (node_id);
CREATE INDEX coverage_by_institution ON coverage (institution);
CREATE INDEX coverage_by_site ON coverage (site);
CREATE INDEX coverage_by_region ON coverage (region);
CREATE INDEX coverage_by_discipline ON coverage (discipline);
CREATE INDEX coverage_by_topic ON coverage (topic);

CREATE TABLE coverage_proposals (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'agreed', 'refused', 'withdrawn')),
    rows TEXT NOT NULL,
    comment TEXT NOT NULL DEFAULT '',
    proposed_by TEXT NOT NULL REFERENCES accounts (id),
    proposed_at TIMESTAMP NOT NULL,
    decided_by TEXT REFERENCES accounts (id),
    decided_at TIMESTAMP,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX coverage_proposals_one_open ON coverage_proposals (node_id) WHERE state = 'proposed';

CREATE TABLE node_absences (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    stand_in_id TEXT REFERENCES nodes (id),
    note TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    cancelled_at TIMESTAMP,
    CHECK (ends_on >= starts_on),
    CHECK (stand_in_id IS NULL OR stand_in_id <> node_id)
);
CREATE INDEX node_absences_by_node ON node_absences (node_id, ends_on);

CREATE TABLE memberships (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    node_id TEXT NOT NULL REFERENCES nodes (id),
    role TEXT NOT NULL CHECK (role IN ('manager', 'staff')),
    starts_on DATE NOT NULL,
    ends_on DATE
);
CREATE UNIQUE INDEX memberships_one_current ON memberships (account_id, node_id) WHERE ends_on IS NULL;
CREATE INDEX memberships_by_node ON memberships (node_id);

CREATE TABLE invitations (
    id TEXT PRIMARY KEY NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    node_id TEXT REFERENCES nodes (id),
    node_role TEXT CHECK (node_role IN ('manager', 'staff')),
    network_role TEXT CHECK (network_role IN ('coordinator', 'admin')),
    token_hash TEXT NOT NULL UNIQUE,
    invited_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    accepted_at TIMESTAMP,
    revoked_at TIMESTAMP,
    CHECK ((node_id IS NULL) = (node_role IS NULL)),
    CHECK (node_role IS NOT NULL OR network_role IS NOT NULL)
);
CREATE INDEX invitations_by_node ON invitations (node_id);

-- Who answers for a node from one day to another, both included.
CREATE TABLE duties (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    CHECK (ends_on >= starts_on),
    UNIQUE (node_id, account_id, starts_on)
);
CREATE INDEX duties_by_account ON duties (account_id, ends_on);

-- Tickets.

CREATE TABLE ticket_numbers (
    year INTEGER PRIMARY KEY NOT NULL,
    last INTEGER NOT NULL
);

CREATE TABLE tickets (
    id TEXT PRIMARY KEY NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unconfirmed', 'new', 'open', 'waiting_team', 'waiting_third_party', 'snoozed', 'closed', 'merged', 'spam')),
    -- Whose move it is: what the inbox lists by. Follows from state, so that one index range serves a queue.
    turn TEXT NOT NULL CHECK (turn IN ('ours', 'theirs', 'nobody')),
    node_id TEXT NOT NULL REFERENCES nodes (id),
    assignee_id TEXT REFERENCES accounts (id),
    asker_name TEXT NOT NULL,
    asker_email TEXT NOT NULL,
    beneficiary_name TEXT,
    beneficiary_email TEXT,
    institution TEXT REFERENCES institutions (slug),
    laboratory TEXT REFERENCES laboratories (code),
    site TEXT REFERENCES sites (slug),
    site_typed TEXT,
    region TEXT REFERENCES regions (code),
    discipline_codes TEXT NOT NULL DEFAULT '',
    topic TEXT REFERENCES topics (code),
    confirmed_topic TEXT REFERENCES topics (code),
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    dataset_pid TEXT,
    dmp_url TEXT,
    deadline_on DATE,
    deadline_for TEXT,
    via TEXT NOT NULL CHECK (via IN ('page', 'api', 'mail')),
    outcome TEXT CHECK (outcome IN ('answered', 'referred_outside', 'no_answer_needed', 'duplicate', 'not_in_scope')),
    follow_version INTEGER NOT NULL DEFAULT 1,
    created_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    first_answered_at TIMESTAMP,
    closed_at TIMESTAMP,
    last_activity_at TIMESTAMP NOT NULL,
    -- Message-IDs of the mails the team got, oldest first, separated by spaces: what the next one refers to.
    mail_thread TEXT NOT NULL DEFAULT '',
    -- Whom outside the conversation the node waits for, since when, and when it stops waiting.
    waiting_for TEXT,
    waiting_since TIMESTAMP,
    waiting_until DATE,
    snoozed_until TIMESTAMP,
    -- The ticket that took this one in, and when.
    merged_into TEXT REFERENCES tickets (id),
    merged_at TIMESTAMP,
    -- What it was before it was snoozed or merged.
    state_before TEXT,
    -- When the team was told that its silence will close the ticket.
    warned_at TIMESTAMP,
    -- Reference, subject and asker, folded for search.
    terms TEXT NOT NULL DEFAULT '',
    lock_version INTEGER NOT NULL DEFAULT 0,
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((state = 'closed') = (outcome IS NOT NULL)),
    CHECK ((state = 'waiting_third_party') = (waiting_for IS NOT NULL)),
    CHECK ((state = 'snoozed') = (snoozed_until IS NOT NULL)),
    CHECK ((state = 'merged') = (merged_into IS NOT NULL)),
    CHECK ((state IN ('snoozed', 'merged')) = (state_before IS NOT NULL)),
    CHECK (turn = CASE WHEN state IN ('new', 'open') THEN 'ours' WHEN state IN ('waiting_team', 'waiting_third_party') THEN 'theirs' ELSE 'nobody' END)
);
CREATE INDEX tickets_by_node ON tickets (node_id, turn, last_activity_at, id);
CREATE INDEX tickets_by_assignee ON tickets (assignee_id, turn, last_activity_at, id);
CREATE INDEX tickets_by_turn ON tickets (turn, last_activity_at, id);
CREATE INDEX tickets_by_state ON tickets (state, node_id, last_activity_at, id);
CREATE INDEX tickets_unassigned ON tickets (turn, node_id, last_activity_at, id) WHERE assignee_id IS NULL;
CREATE INDEX tickets_by_asker ON tickets (asker_email, last_activity_at);
CREATE INDEX tickets_by_node_created ON tickets (node_id, created_at);
CREATE INDEX tickets_snoozed ON tickets (snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX tickets_third_party ON tickets (waiting_until) WHERE waiting_until IS NOT NULL;
CREATE INDEX tickets_merged ON tickets (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE ticket_disciplines (
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    discipline TEXT NOT NULL REFERENCES disciplines (code),
    position INTEGER NOT NULL,
    PRIMARY KEY (ticket_id, discipline)
);
CREATE INDEX ticket_disciplines_by_discipline ON ticket_disciplines (discipline, ticket_id);

-- The employers of a joint unit, in the order they were given; the first is also in tickets.institution.
CREATE TABLE ticket_institutions (
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    institution TEXT NOT NULL REFERENCES institutions (slug),
    position INTEGER NOT NULL,
    PRIMARY KEY (ticket_id, institution)
);

CREATE TABLE messages (
    id TEXT PRIMARY KEY NOT NULL,
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('public', 'note', 'event')),
    author_kind TEXT NOT NULL CHECK (author_kind IN ('team', 'staff', 'system')),
    author_id TEXT REFERENCES accounts (id),
    author_name TEXT NOT NULL,
    via TEXT NOT NULL CHECK (via IN ('page', 'api', 'mail', 'bridge')),
    body TEXT NOT NULL,
    event TEXT,
    mail_id TEXT UNIQUE,
    created_at TIMESTAMP NOT NULL,
    CHECK ((kind = 'event') = (event IS NOT NULL))
);
CREATE INDEX messages_by_ticket ON messages (ticket_id, created_at, id);

CREATE TABLE stored_files (
    sha256 TEXT PRIMARY KEY NOT NULL,
    bytes BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    stored_at TIMESTAMP NOT NULL
);

CREATE TABLE attachments (
    id TEXT PRIMARY KEY NOT NULL,
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL REFERENCES stored_files (sha256),
    name TEXT NOT NULL
);
CREATE INDEX attachments_by_message ON attachments (message_id);

CREATE TABLE routing_decisions (
    id TEXT PRIMARY KEY NOT NULL,
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    decided_at TIMESTAMP NOT NULL,
    decided_by TEXT NOT NULL CHECK (decided_by IN ('rule', 'person', 'referral', 'return')),
    account_id TEXT REFERENCES accounts (id),
    node_id TEXT NOT NULL REFERENCES nodes (id),
    rule TEXT NOT NULL,
    gap BOOLEAN NOT NULL,
    inputs TEXT NOT NULL,
    candidates TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    algorithm INTEGER NOT NULL
);
CREATE INDEX routing_decisions_by_ticket ON routing_decisions (ticket_id, decided_at);

CREATE TABLE coverage_gaps (
    ticket_id TEXT PRIMARY KEY NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    institution TEXT,
    site TEXT,
    region TEXT,
    disciplines TEXT NOT NULL,
    topic TEXT,
    recorded_at TIMESTAMP NOT NULL
);
CREATE INDEX coverage_gaps_by_region ON coverage_gaps (region, recorded_at);

CREATE TABLE satisfactions (
    ticket_id TEXT PRIMARY KEY NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
    comment TEXT NOT NULL DEFAULT '',
    given_at TIMESTAMP NOT NULL
);

-- Plumbing.

CREATE TABLE outbox (
    id TEXT PRIMARY KEY NOT NULL,
    template TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    to_name TEXT NOT NULL,
    to_email TEXT NOT NULL,
    from_name TEXT,
    payload TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    in_reply_to TEXT,
    reference_ids TEXT NOT NULL DEFAULT '',
    dedup_key TEXT UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TIMESTAMP NOT NULL,
    claimed_until TIMESTAMP,
    last_error TEXT,
    queued_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP
);
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'queued';
CREATE INDEX outbox_by_state ON outbox (state, queued_at);

-- Mail kept instead of sent (the demo), shown at /dev/mail.
CREATE TABLE captured_mail (
    id TEXT PRIMARY KEY NOT NULL,
    to_email TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    raw TEXT NOT NULL,
    captured_at TIMESTAMP NOT NULL
);
CREATE INDEX captured_mail_by_time ON captured_mail (captured_at, id);

CREATE TABLE audit_events (
    id TEXT PRIMARY KEY NOT NULL,
    at TIMESTAMP NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('account', 'team', 'system')),
    account_id TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_events_by_subject ON audit_events (subject_kind, subject_id, at);

CREATE TABLE idempotency_keys (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (owner, key)
);

-- One row per kind of recurring work: who holds it until when, and when it ran last.
CREATE TABLE sweeps (
    kind TEXT PRIMARY KEY NOT NULL,
    last_run_at TIMESTAMP,
    claimed_until TIMESTAMP
);
