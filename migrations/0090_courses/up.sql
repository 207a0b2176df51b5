-- Courses, their sessions, and who takes part. A course says what is learnt; a session is one time it is given; what a
-- session has to give are seats, each a row, and no two people can hold the same one.

CREATE TABLE courses (
    id TEXT PRIMARY KEY NOT NULL,
    -- Given with the first publication, from the title.
    slug TEXT UNIQUE,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    -- In French and English; where one is missing readers get the other. Outcomes and prerequisites are lines.
    title_fr TEXT NOT NULL DEFAULT '',
    summary_fr TEXT NOT NULL DEFAULT '',
    outcomes_fr TEXT NOT NULL DEFAULT '',
    prerequisites_fr TEXT NOT NULL DEFAULT '',
    title_en TEXT NOT NULL DEFAULT '',
    summary_en TEXT NOT NULL DEFAULT '',
    outcomes_en TEXT NOT NULL DEFAULT '',
    prerequisites_en TEXT NOT NULL DEFAULT '',
    -- Codes separated by commas.
    topic_codes TEXT NOT NULL DEFAULT '',
    discipline_codes TEXT NOT NULL DEFAULT '',
    audience_codes TEXT NOT NULL DEFAULT '',
    level TEXT,
    minutes INTEGER CHECK (minutes > 0),
    -- Titles and summaries as they are looked for.
    folded TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    published_at TIMESTAMP,
    lock_version INTEGER NOT NULL DEFAULT 0,
    CHECK (title_fr <> '' OR title_en <> ''),
    CHECK ((published_at IS NULL) = (state = 'draft')),
    CHECK (state = 'draft' OR slug IS NOT NULL)
);
CREATE INDEX courses_by_node ON courses (node_id, id);
CREATE INDEX courses_by_publication ON courses (published_at, id);

CREATE TABLE course_sessions (
    id TEXT PRIMARY KEY NOT NULL,
    course_id TEXT NOT NULL REFERENCES courses (id),
    -- Who answers for it; others who give it too are in session_nodes.
    node_id TEXT NOT NULL REFERENCES nodes (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'cancelled')),
    -- What tells it apart from the course's other sessions.
    title TEXT NOT NULL DEFAULT '',
    mode TEXT NOT NULL CHECK (mode IN ('on_site', 'online', 'hybrid')),
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    -- By which clock its meetings are, as IANA names it.
    zone TEXT NOT NULL,
    place TEXT NOT NULL DEFAULT '',
    region TEXT REFERENCES regions (code),
    -- Shown to those who take part from afar, shortly before.
    join_url TEXT NOT NULL DEFAULT '',
    practical TEXT NOT NULL DEFAULT '',
    -- Without an opening it is since its publication, without a closing until it begins.
    opens_at TIMESTAMP,
    closes_at TIMESTAMP,
    approval BOOLEAN NOT NULL DEFAULT FALSE,
    -- Who waits for an approval holds a seat meanwhile.
    pending_holds BOOLEAN NOT NULL DEFAULT FALSE,
    -- How long a freed seat is kept for who was offered it; 0 gives it without asking.
    offer_hours INTEGER NOT NULL DEFAULT 48 CHECK (offer_hours BETWEEN 0 AND 720),
    -- The last place given in the order of arrival.
    last_place BIGINT NOT NULL DEFAULT 0,
    -- Of the first and the last meeting.
    starts_at TIMESTAMP,
    ends_at TIMESTAMP,
    reason TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    published_at TIMESTAMP,
    cancelled_at TIMESTAMP,
    lock_version INTEGER NOT NULL DEFAULT 0,
    CHECK (opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at),
    CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
    CHECK (starts_at < ends_at),
    CHECK (state = 'draft' OR starts_at IS NOT NULL),
    CHECK ((cancelled_at IS NULL) = (state <> 'cancelled'))
);
CREATE INDEX course_sessions_by_course ON course_sessions (course_id, starts_at);
CREATE INDEX course_sessions_by_start ON course_sessions (starts_at, id);
CREATE INDEX course_sessions_by_node ON course_sessions (node_id, id);

CREATE TABLE session_nodes (
    session_id TEXT NOT NULL REFERENCES course_sessions (id) ON DELETE CASCADE,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    PRIMARY KEY (session_id, node_id)
);

CREATE TABLE session_meetings (
    -- Calendars know it by this for ever.
    id TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES course_sessions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    -- By the session's clock (2026-03-03T14:00): this is what was agreed; the instants follow from it.
    starts_local TEXT NOT NULL,
    ends_local TEXT NOT NULL,
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    -- How often its time changed.
    sequence INTEGER NOT NULL DEFAULT 0 CHECK (sequence >= 0),
    UNIQUE (session_id, position),
    CHECK (starts_at < ends_at)
);
CREATE INDEX session_meetings_by_start ON session_meetings (starts_at);

CREATE TABLE session_trainers (
    session_id TEXT NOT NULL REFERENCES course_sessions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    -- As names are compared.
    folded TEXT NOT NULL,
    affiliation TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (session_id, position)
);
CREATE INDEX session_trainers_by_name ON session_trainers (folded);

CREATE TABLE session_questions (
    id TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES course_sessions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    label TEXT NOT NULL CHECK (label <> ''),
    required BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX session_questions_by_session ON session_questions (session_id, position);

-- The seats of a session on site, and those from afar.
CREATE TABLE seat_pools (
    id TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES course_sessions (id) ON DELETE CASCADE,
    mode TEXT NOT NULL CHECK (mode IN ('on_site', 'online')),
    capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 2000),
    UNIQUE (session_id, mode)
);

-- One row for each seat there is. Whoever takes part names one, so nobody can be beyond them.
CREATE TABLE seats (
    pool_id TEXT NOT NULL REFERENCES seat_pools (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number > 0),
    PRIMARY KEY (pool_id, number)
);

-- Of an institution, or of those of a node: at most so many seats, or so many kept for them until a moment.
CREATE TABLE seat_quotas (
    id TEXT PRIMARY KEY NOT NULL,
    pool_id TEXT NOT NULL REFERENCES seat_pools (id) ON DELETE CASCADE,
    institution TEXT REFERENCES institutions (slug),
    node_id TEXT REFERENCES nodes (id),
    most INTEGER CHECK (most >= 0),
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    release_at TIMESTAMP,
    CHECK ((institution IS NULL) <> (node_id IS NULL)),
    CHECK (most IS NOT NULL OR reserved > 0)
);
CREATE INDEX seat_quotas_by_pool ON seat_quotas (pool_id);

CREATE TABLE enrolments (
    -- Stands in addresses: tells neither order nor number.
    id TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES course_sessions (id),
    pool_id TEXT NOT NULL REFERENCES seat_pools (id),
    state TEXT NOT NULL
        CHECK (state IN ('pending', 'confirmed', 'waiting', 'offered', 'refused', 'cancelled', 'expired')),
    -- In the order of arrival, from 1.
    place BIGINT NOT NULL,
    seat INTEGER,
    -- The form it came by: sent twice, it is the same enrolment.
    form_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- In small letters. Of somebody who was erased, the id.
    email TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    institution TEXT REFERENCES institutions (slug),
    institution_typed TEXT NOT NULL DEFAULT '',
    -- Who wrote them in, when it was not themselves.
    added_by TEXT REFERENCES accounts (id),
    reason TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    offer_ends_at TIMESTAMP,
    UNIQUE (session_id, place),
    UNIQUE (pool_id, seat),
    FOREIGN KEY (pool_id, seat) REFERENCES seats (pool_id, number),
    CHECK ((offer_ends_at IS NOT NULL) = (state = 'offered')),
    -- Who takes part, or is asked whether they still want to, has a seat; who does not has none.
    CHECK (seat IS NOT NULL OR state NOT IN ('confirmed', 'offered')),
    CHECK (seat IS NULL OR state IN ('confirmed', 'offered', 'pending'))
);
-- Nobody takes part twice.
CREATE UNIQUE INDEX enrolments_live ON enrolments (session_id, email)
    WHERE state IN ('pending', 'confirmed', 'waiting', 'offered');
CREATE INDEX enrolments_by_pool ON enrolments (pool_id, state, place);
CREATE INDEX enrolments_by_email ON enrolments (email);
CREATE INDEX enrolments_by_offer ON enrolments (offer_ends_at);

CREATE TABLE enrolment_answers (
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
    question_id TEXT NOT NULL REFERENCES session_questions (id),
    body TEXT NOT NULL,
    PRIMARY KEY (enrolment_id, question_id)
);
