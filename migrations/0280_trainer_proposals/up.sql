-- Who is asked to train at a session, or offers to: one of the two asks and the other one answers.
CREATE TABLE trainer_proposals (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES course_sessions (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- Whoever asked: the same as the trainer when they offered it.
    asked_by TEXT NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'declined')),
    note TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    UNIQUE (session_id, account_id),
    CHECK ((state = 'asked') = (answered_at IS NULL))
);
CREATE INDEX trainer_proposals_by_account ON trainer_proposals (account_id);
CREATE INDEX trainer_proposals_by_asker ON trainer_proposals (asked_by);

-- How many trainers a session still lacks, and what they should know: anybody on a desk reads it.
ALTER TABLE course_sessions ADD COLUMN trainers_wanted INTEGER NOT NULL DEFAULT 0 CHECK (trainers_wanted BETWEEN 0 AND 20);
ALTER TABLE course_sessions ADD COLUMN trainers_call TEXT NOT NULL DEFAULT '';
CREATE INDEX course_sessions_by_call ON course_sessions (starts_at) WHERE trainers_wanted > 0;
