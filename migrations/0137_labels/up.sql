-- Labels of nodes that were born from applications, for how long they hold, and what was promised for them.

CREATE TABLE labels (
    -- Random: anybody may look a label up by it.
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    -- An application becomes one node, once.
    application_id TEXT NOT NULL UNIQUE REFERENCES applications (id),
    decision_id TEXT NOT NULL REFERENCES decisions (id),
    kind TEXT NOT NULL CHECK (kind IN ('full', 'conditional', 'trajectory')),
    state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'withdrawn', 'expired', 'replaced')),
    starts_on DATE NOT NULL,
    -- The last day.
    ends_on DATE NOT NULL,
    -- The node that accompanies one on trajectory.
    mentor_id TEXT REFERENCES nodes (id),
    -- Why it is suspended or withdrawn.
    reason TEXT NOT NULL DEFAULT '',
    -- When it was told that it is to be withdrawn; it is not before fifteen days later.
    noticed_at TIMESTAMP,
    changed_at TIMESTAMP NOT NULL,
    -- The smallest number of months before its end of which people were reminded.
    reminded INTEGER,
    CHECK (starts_on <= ends_on),
    CHECK (state NOT IN ('suspended', 'withdrawn') OR reason <> ''),
    CHECK (state <> 'withdrawn' OR noticed_at IS NOT NULL)
);
CREATE UNIQUE INDEX label_live ON labels (node_id) WHERE state IN ('active', 'suspended');
CREATE INDEX labels_by_end ON labels (state, ends_on);

-- What was promised, as it was filed.
CREATE TABLE commitments (
    label_id TEXT NOT NULL REFERENCES labels (id),
    position INTEGER NOT NULL,
    indicator TEXT NOT NULL,
    -- As it is written in the application.
    label TEXT NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (label_id, position)
);
