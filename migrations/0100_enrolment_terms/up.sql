-- What people said for a session is cleared a year after it ended, and who took part is forgotten when a proof of it is of
-- no use any more: when that was done.
ALTER TABLE course_sessions ADD COLUMN cleared_at TIMESTAMP;
ALTER TABLE course_sessions ADD COLUMN forgotten_at TIMESTAMP;
CREATE INDEX course_sessions_to_clear ON course_sessions (cleared_at, ends_at);
CREATE INDEX course_sessions_to_forget ON course_sessions (forgotten_at, ends_at);

-- How often they changed how they take part: their calendar tells the newest invitation by it.
ALTER TABLE enrolments ADD COLUMN moves INTEGER NOT NULL DEFAULT 0;
-- Until when their address is to be proven; of one that is, nothing.
ALTER TABLE enrolments ADD COLUMN prove_by TIMESTAMP;
CREATE INDEX enrolments_by_proof ON enrolments (prove_by);
