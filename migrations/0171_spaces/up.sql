-- Institutional spaces: from their request to their end, who looks after them, and what they hold month by month.

CREATE TABLE spaces (
    id TEXT PRIMARY KEY NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    institution TEXT NOT NULL REFERENCES institutions (slug),
    name TEXT NOT NULL,
    description_fr TEXT NOT NULL DEFAULT '',
    description_en TEXT NOT NULL DEFAULT '',
    -- Units and joint bodies that deposit there.
    perimeter TEXT NOT NULL DEFAULT '',
    -- What is expected, in gigabytes.
    storage_gb INTEGER CHECK (storage_gb >= 0),
    -- Where depositors write to.
    contact TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('requested', 'examination', 'info_requested', 'approved', 'active', 'suspended', 'closed', 'refused', 'lapsed')),
    -- In this state since then.
    since TIMESTAMP NOT NULL,
    -- Its name in the repository's addresses.
    alias TEXT UNIQUE,
    -- The workshop that was consulted.
    node_id TEXT REFERENCES nodes (id),
    opens_on DATE,
    opened_at TIMESTAMP,
    requested_by TEXT NOT NULL REFERENCES accounts (id),
    requested_at TIMESTAMP NOT NULL,
    -- How many look after it now: what may be open depends on it.
    administrators INTEGER NOT NULL DEFAULT 0 CHECK (administrators >= 0),
    curators INTEGER NOT NULL DEFAULT 0 CHECK (curators >= 0),
    reason TEXT NOT NULL DEFAULT '',
    -- Where the data goes when it closes.
    data_goes TEXT NOT NULL DEFAULT '',
    successor_id TEXT REFERENCES spaces (id),
    CONSTRAINT space_has_alias CHECK (state NOT IN ('approved', 'active', 'suspended') OR alias IS NOT NULL),
    CONSTRAINT space_has_administrators CHECK (state NOT IN ('active', 'suspended') OR administrators >= 2),
    CONSTRAINT space_has_curators CHECK (state NOT IN ('active', 'suspended') OR curators >= 1),
    CONSTRAINT space_has_contact CHECK (state NOT IN ('active', 'suspended') OR contact <> ''),
    CONSTRAINT space_says_why CHECK (state NOT IN ('suspended', 'closed', 'refused') OR reason <> ''),
    CONSTRAINT space_data_goes CHECK (state <> 'closed' OR data_goes <> ''),
    CONSTRAINT space_not_its_successor CHECK (successor_id IS NULL OR successor_id <> id)
);
-- An institution has one space, or asks for one.
CREATE UNIQUE INDEX space_of_institution ON spaces (institution) WHERE state NOT IN ('closed', 'refused', 'lapsed');
CREATE INDEX spaces_by_state ON spaces (state, name);

-- What is checked before a space is approved: who does it, by when.
CREATE TABLE space_checks (
    space_id TEXT NOT NULL REFERENCES spaces (id),
    item TEXT NOT NULL CHECK (item IN ('authority', 'curation', 'policy', 'workshop', 'storage', 'charter')),
    owner_id TEXT REFERENCES accounts (id),
    due_on DATE,
    note TEXT NOT NULL DEFAULT '',
    done_by TEXT REFERENCES accounts (id),
    done_at TIMESTAMP,
    PRIMARY KEY (space_id, item),
    CHECK ((done_by IS NULL) = (done_at IS NULL)),
    CHECK (done_at IS NULL OR (owner_id IS NOT NULL AND due_on IS NOT NULL))
);

-- What the network asks whoever requested a space.
CREATE TABLE space_questions (
    id TEXT PRIMARY KEY NOT NULL,
    space_id TEXT NOT NULL REFERENCES spaces (id),
    body TEXT NOT NULL,
    asked_by TEXT NOT NULL REFERENCES accounts (id),
    asked_at TIMESTAMP NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    answered_by TEXT REFERENCES accounts (id),
    answered_at TIMESTAMP,
    -- After how many days somebody was last reminded of it.
    reminded INTEGER NOT NULL DEFAULT 0,
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK ((answered_at IS NULL) = (answer = ''))
);
CREATE UNIQUE INDEX space_question_open ON space_questions (space_id) WHERE answered_at IS NULL;

CREATE TABLE space_people (
    id TEXT PRIMARY KEY NOT NULL,
    space_id TEXT NOT NULL REFERENCES spaces (id),
    role TEXT NOT NULL CHECK (role IN ('administrator', 'curator')),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    starts_on DATE NOT NULL,
    -- The last day.
    ends_on DATE,
    added_by TEXT NOT NULL REFERENCES accounts (id),
    added_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX space_person_once ON space_people (space_id, role, email) WHERE ends_on IS NULL;
CREATE INDEX space_people_by_email ON space_people (email);

-- What a space held at the end of a month, as the repository counts it.
CREATE TABLE space_figures (
    space_id TEXT NOT NULL REFERENCES spaces (id),
    -- Its first day.
    month DATE NOT NULL,
    datasets BIGINT NOT NULL CHECK (datasets >= 0),
    files BIGINT NOT NULL CHECK (files >= 0),
    -- Since the space was opened.
    downloads BIGINT NOT NULL CHECK (downloads >= 0),
    last_deposit_on DATE,
    via TEXT NOT NULL CHECK (via IN ('file', 'api')),
    told_by TEXT NOT NULL REFERENCES accounts (id),
    told_at TIMESTAMP NOT NULL,
    PRIMARY KEY (space_id, month)
);
