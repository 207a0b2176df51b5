-- What becomes of an application, the letters that say so, and trying out which ones together fill the map.

CREATE TABLE decisions (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    -- A new decision takes the place of an earlier one, which stays.
    seq INTEGER NOT NULL CHECK (seq > 0),
    outcome TEXT NOT NULL CHECK (outcome IN ('labelled', 'conditions', 'trajectory', 'coaching', 'redirected', 'refused')),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'validated', 'notified', 'superseded')),
    -- What those who applied read.
    rationale TEXT NOT NULL DEFAULT '',
    internal TEXT NOT NULL DEFAULT '',
    -- Each a line: a day, a space, what is to be done by then.
    conditions TEXT NOT NULL DEFAULT '',
    -- The end of a trajectory.
    until DATE,
    -- The institutional centre to which it is redirected, or the node that accompanies it.
    node_id TEXT REFERENCES nodes (id),
    proposed_by TEXT NOT NULL REFERENCES accounts (id),
    proposed_at TIMESTAMP NOT NULL,
    validated_by TEXT REFERENCES accounts (id),
    validated_at TIMESTAMP,
    notified_at TIMESTAMP,
    UNIQUE (application_id, seq),
    CHECK ((outcome = 'trajectory') = (until IS NOT NULL)),
    CHECK ((outcome = 'conditions') = (conditions <> '')),
    CHECK (outcome <> 'redirected' OR node_id IS NOT NULL),
    CHECK ((validated_by IS NULL) = (validated_at IS NULL)),
    CHECK (state = 'proposed' OR (validated_at IS NOT NULL AND length(rationale) >= 50)),
    CHECK (state <> 'notified' OR notified_at IS NOT NULL)
);
CREATE UNIQUE INDEX decision_current ON decisions (application_id) WHERE state <> 'superseded';

-- The letters of a call, which leave together with the publication of its results.
CREATE TABLE letter_batches (
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    -- Of who gets which letter, as it was previewed.
    sha256 TEXT NOT NULL,
    letters INTEGER NOT NULL CHECK (letters > 0),
    made_by TEXT NOT NULL REFERENCES accounts (id),
    made_at TIMESTAMP NOT NULL,
    approved_by TEXT REFERENCES accounts (id),
    approved_at TIMESTAMP,
    -- When they leave; until then they can be stopped.
    leaves_at TIMESTAMP,
    stopped_at TIMESTAMP,
    -- Why they did not leave: who gets which letter had changed.
    stopped_because TEXT NOT NULL DEFAULT '',
    sent_at TIMESTAMP,
    CHECK (approved_by IS NULL OR approved_by <> made_by),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK ((approved_at IS NULL) = (leaves_at IS NULL)),
    CHECK (sent_at IS NULL OR (approved_at IS NOT NULL AND stopped_at IS NULL))
);
CREATE UNIQUE INDEX letter_batch_live ON letter_batches (call_id) WHERE stopped_at IS NULL;

-- Applications that somebody tried out together.
CREATE TABLE portfolios (
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    name TEXT NOT NULL,
    -- Ids with commas.
    applications TEXT NOT NULL,
    made_by TEXT NOT NULL REFERENCES accounts (id),
    made_at TIMESTAMP NOT NULL,
    UNIQUE (call_id, name)
);
