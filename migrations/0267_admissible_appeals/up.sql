-- An appeal is admissible or not before what it says is looked at; and it is known when a decision was read.
CREATE TABLE appeals_next (
    -- Made with the form.
    id TEXT PRIMARY KEY NOT NULL,
    decision_id TEXT NOT NULL UNIQUE REFERENCES decisions (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    state TEXT NOT NULL CHECK (state IN ('filed', 'instructed', 'inadmissible', 'admissible', 'upheld', 'dismissed', 'withdrawn')),
    grounds TEXT NOT NULL,
    filed_by TEXT NOT NULL REFERENCES accounts (id),
    filed_at TIMESTAMP NOT NULL,
    handled_by TEXT REFERENCES accounts (id),
    taken_at TIMESTAMP,
    admitted_at TIMESTAMP,
    answer TEXT NOT NULL DEFAULT '',
    answered_at TIMESTAMP,
    CHECK ((handled_by IS NULL) = (taken_at IS NULL)),
    CHECK (state IN ('filed', 'withdrawn') OR handled_by IS NOT NULL),
    CHECK (state NOT IN ('admissible', 'upheld', 'dismissed') OR admitted_at IS NOT NULL),
    CHECK ((state IN ('inadmissible', 'upheld', 'dismissed')) = (answered_at IS NOT NULL))
);
-- What was answered before had been found admissible when it was taken.
INSERT INTO appeals_next (id, decision_id, application_id, state, grounds, filed_by, filed_at, handled_by, taken_at, admitted_at, answer, answered_at)
SELECT id, decision_id, application_id, state, grounds, filed_by, filed_at, handled_by, taken_at,
    CASE WHEN state IN ('upheld', 'dismissed') THEN taken_at END, answer, answered_at
FROM appeals;
DROP TABLE appeals;
ALTER TABLE appeals_next RENAME TO appeals;
CREATE INDEX appeals_by_application ON appeals (application_id);

-- When whoever owns the application read it first.
ALTER TABLE decisions ADD COLUMN read_at TIMESTAMP;

-- How many months a decision can be appealed against.
ALTER TABLE calls ADD COLUMN appeal_months INTEGER NOT NULL DEFAULT 2 CHECK (appeal_months BETWEEN 1 AND 12);
