-- What becomes of a label while it lasts: its conditions, its yearly reports, its renewal.

CREATE TABLE label_conditions (
    id TEXT PRIMARY KEY NOT NULL,
    label_id TEXT NOT NULL REFERENCES labels (id),
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    due_on DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'shown', 'lifted')),
    -- What shows that it is met: a text, or an address.
    proof TEXT NOT NULL DEFAULT '',
    shown_by TEXT REFERENCES accounts (id),
    shown_at TIMESTAMP,
    -- Why a proof was not enough, or what was seen.
    remark TEXT NOT NULL DEFAULT '',
    lifted_by TEXT REFERENCES accounts (id),
    lifted_on DATE,
    -- How often its node was reminded: before the day, and after it.
    reminded INTEGER NOT NULL DEFAULT 0,
    UNIQUE (label_id, position),
    CHECK ((shown_by IS NULL) = (shown_at IS NULL)),
    CHECK ((state = 'lifted') = (lifted_on IS NOT NULL)),
    CHECK ((lifted_by IS NULL) = (lifted_on IS NULL))
);

CREATE TABLE label_reports (
    id TEXT PRIMARY KEY NOT NULL,
    label_id TEXT NOT NULL REFERENCES labels (id),
    -- The how manieth year of the label.
    year INTEGER NOT NULL CHECK (year > 0),
    starts_on DATE NOT NULL,
    -- The last day that it is about.
    ends_on DATE NOT NULL,
    due_on DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('due', 'filed', 'read')),
    -- The figures as they were measured when it was filed, as JSON; they do not move afterwards.
    figures TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL DEFAULT '',
    -- Figures that its node does not recognise, and why.
    disputed TEXT NOT NULL DEFAULT '',
    filed_by TEXT REFERENCES accounts (id),
    filed_at TIMESTAMP,
    answer TEXT NOT NULL DEFAULT '',
    read_by TEXT REFERENCES accounts (id),
    read_at TIMESTAMP,
    reminded INTEGER NOT NULL DEFAULT 0,
    UNIQUE (label_id, year),
    CHECK ((filed_by IS NULL) = (filed_at IS NULL)),
    CHECK ((state = 'due') = (filed_at IS NULL)),
    CHECK ((state = 'read') = (read_at IS NOT NULL)),
    CHECK ((read_by IS NULL) = (read_at IS NULL))
);

CREATE TABLE label_renewals (
    id TEXT PRIMARY KEY NOT NULL,
    label_id TEXT NOT NULL REFERENCES labels (id),
    state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused')),
    said TEXT NOT NULL,
    asked_by TEXT NOT NULL REFERENCES accounts (id),
    asked_at TIMESTAMP NOT NULL,
    -- The last day that it had, and the one it has now.
    ended_on DATE NOT NULL,
    ends_on DATE,
    answer TEXT NOT NULL DEFAULT '',
    answered_by TEXT REFERENCES accounts (id),
    answered_at TIMESTAMP,
    CHECK ((state = 'asked') = (answered_at IS NULL)),
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK ((state = 'granted') = (ends_on IS NOT NULL))
);
CREATE UNIQUE INDEX label_renewal_asked ON label_renewals (label_id) WHERE state = 'asked';
