-- What organisers ask beside the questions of the whole network: with a course for its sessions to come, or in a session.
CREATE TABLE survey_questions (
    id TEXT PRIMARY KEY NOT NULL,
    course_id TEXT REFERENCES courses (id),
    session_id TEXT REFERENCES course_sessions (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('scale', 'choice', 'text')),
    label TEXT NOT NULL CHECK (label <> ''),
    -- Of a choice: one on a line.
    choices TEXT NOT NULL DEFAULT '',
    CHECK ((course_id IS NULL) <> (session_id IS NULL)),
    CHECK ((choices <> '') = (kind = 'choice'))
);
CREATE INDEX survey_questions_by_course ON survey_questions (course_id, position);
CREATE INDEX survey_questions_by_session ON survey_questions (session_id, position);

-- What was answered to them: part of an answer, which is nobody's.
CREATE TABLE survey_own_answers (
    answer_id TEXT NOT NULL REFERENCES survey_answers (id),
    question_id TEXT NOT NULL REFERENCES survey_questions (id),
    value TEXT NOT NULL,
    PRIMARY KEY (answer_id, question_id)
);
CREATE INDEX survey_own_answers_by_question ON survey_own_answers (question_id);

-- Three months later they are asked what they put into practice. Again who answered is kept apart from what was answered.
ALTER TABLE course_sessions ADD COLUMN followed_up_at TIMESTAMP;

CREATE TABLE survey_later_turns (
    enrolment_id TEXT PRIMARY KEY NOT NULL REFERENCES enrolments (id)
);

CREATE TABLE survey_later_answers (
    id TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES course_sessions (id),
    applied INTEGER NOT NULL CHECK (applied BETWEEN 1 AND 5),
    comment TEXT NOT NULL DEFAULT ''
);
CREATE INDEX survey_later_answers_by_session ON survey_later_answers (session_id, id);
