-- What people think of a session. Who has answered is kept apart from what was answered, and neither says when: nobody can
-- put the two together.

-- When those who took part were asked.
ALTER TABLE course_sessions ADD COLUMN surveyed_at TIMESTAMP;
CREATE INDEX course_sessions_by_end ON course_sessions (ends_at);

CREATE TABLE survey_turns (
    enrolment_id TEXT PRIMARY KEY NOT NULL REFERENCES enrolments (id)
);

CREATE TABLE survey_answers (
    id TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES course_sessions (id),
    useful INTEGER NOT NULL CHECK (useful BETWEEN 1 AND 5),
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    pace INTEGER NOT NULL CHECK (pace BETWEEN 1 AND 5),
    apply INTEGER NOT NULL CHECK (apply BETWEEN 1 AND 5),
    comment TEXT NOT NULL DEFAULT ''
);
CREATE INDEX survey_answers_by_session ON survey_answers (session_id, id);
