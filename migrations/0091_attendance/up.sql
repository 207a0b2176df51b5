-- Who was there, what they are given for it, and which reminder was last sent.

-- For how many days before its beginning those who take part were last reminded.
ALTER TABLE course_sessions ADD COLUMN reminded_days INTEGER;
CREATE INDEX course_sessions_to_remind ON course_sessions (state, starts_at);

CREATE TABLE attendance (
    meeting_id TEXT NOT NULL REFERENCES session_meetings (id),
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    state TEXT NOT NULL CHECK (state IN ('present', 'partly', 'excused', 'absent')),
    marked_by TEXT NOT NULL REFERENCES accounts (id),
    marked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (meeting_id, enrolment_id)
);
CREATE INDEX attendance_by_enrolment ON attendance (enrolment_id);

-- What is certified is kept as it was printed. Whoever has its address may verify it.
CREATE TABLE certificates (
    id TEXT PRIMARY KEY NOT NULL,
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    node TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    -- The first and the last day.
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    issued_by TEXT NOT NULL REFERENCES accounts (id),
    issued_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX certificates_live ON certificates (enrolment_id) WHERE revoked_at IS NULL;
