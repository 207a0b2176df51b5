-- Who applied asks for a decision to be looked at again, by somebody who did not take it.

CREATE TABLE appeals (
    -- Made with the form.
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
CREATE INDEX appeals_by_application ON appeals (application_id);

-- What was decided anew is told after the others: letters that have left make room for the next.
DROP INDEX letter_batch_live;
CREATE UNIQUE INDEX letter_batch_live ON letter_batches (call_id) WHERE stopped_at IS NULL AND sent_at IS NULL;
