ALTER TABLE calls DROP COLUMN appeal_months;
ALTER TABLE decisions DROP COLUMN read_at;
CREATE TABLE appeals_before (
    id TEXT PRIMARY KEY NOT NULL,
    decision_id TEXT NOT NULL UNIQUE REFERENCES decisions (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    state TEXT NOT NULL CHECK (state IN ('filed', 'instructed', 'upheld', 'dismissed', 'withdrawn')),
    grounds TEXT NOT NULL,
    filed_by TEXT NOT NULL REFERENCES accounts (id),
    filed_at TIMESTAMP NOT NULL,
    handled_by TEXT REFERENCES accounts (id),
    taken_at TIMESTAMP,
    answer TEXT NOT NULL DEFAULT '',
    answered_at TIMESTAMP,
    CHECK ((handled_by IS NULL) = (taken_at IS NULL)),
    CHECK (state NOT IN ('instructed', 'upheld', 'dismissed') OR handled_by IS NOT NULL),
    CHECK ((state IN ('upheld', 'dismissed')) = (answered_at IS NOT NULL))
);
INSERT INTO appeals_before (id, decision_id, application_id, state, grounds, filed_by, filed_at, handled_by, taken_at, answer, answered_at)
SELECT id, decision_id, application_id,
    CASE state WHEN 'inadmissible' THEN 'dismissed' WHEN 'admissible' THEN 'instructed' ELSE state END,
    grounds, filed_by, filed_at, handled_by, taken_at, answer, answered_at
FROM appeals;
DROP TABLE appeals;
ALTER TABLE appeals_before RENAME TO appeals;
CREATE INDEX appeals_by_application ON appeals (application_id);
