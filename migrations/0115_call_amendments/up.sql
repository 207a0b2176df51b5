-- Forms that changed while their call was open: what, why, and what it moved.

CREATE TABLE call_amendments (
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    before_id TEXT NOT NULL REFERENCES questionnaire_versions (id),
    version_id TEXT NOT NULL REFERENCES questionnaire_versions (id),
    weight TEXT NOT NULL CHECK (weight IN ('free', 'notice', 'amendment')),
    reason TEXT NOT NULL DEFAULT '',
    made_by TEXT NOT NULL REFERENCES accounts (id),
    made_at TIMESTAMP NOT NULL,
    CHECK (weight = 'free' OR length(reason) >= 10)
);
CREATE INDEX call_amendments_by_call ON call_amendments (call_id, made_at);
