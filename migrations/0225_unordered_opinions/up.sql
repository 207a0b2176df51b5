-- A database keeps rows in the order in which they came: what was answered stood in the same order as who had answered. Both are
-- written anew by their random ids; the program does so with each answer from now on.
CREATE TABLE survey_apart (
    a TEXT NOT NULL, b TEXT NOT NULL, c INTEGER NOT NULL, d INTEGER NOT NULL, e INTEGER NOT NULL, f INTEGER NOT NULL, g TEXT NOT NULL
);
CREATE TABLE survey_own_apart (a TEXT NOT NULL, b TEXT NOT NULL, c TEXT NOT NULL);

INSERT INTO survey_own_apart SELECT answer_id, question_id, value FROM survey_own_answers;
DELETE FROM survey_own_answers;
INSERT INTO survey_apart SELECT id, session_id, useful, level, pace, apply, comment FROM survey_answers;
DELETE FROM survey_answers;
INSERT INTO survey_answers (id, session_id, useful, level, pace, apply, comment) SELECT a, b, c, d, e, f, g FROM survey_apart ORDER BY a;
INSERT INTO survey_own_answers (answer_id, question_id, value) SELECT a, b, c FROM survey_own_apart ORDER BY a, b;
DELETE FROM survey_apart;

INSERT INTO survey_apart SELECT enrolment_id, '', 0, 0, 0, 0, '' FROM survey_turns;
DELETE FROM survey_turns;
INSERT INTO survey_turns (enrolment_id) SELECT a FROM survey_apart ORDER BY a;
DELETE FROM survey_apart;

INSERT INTO survey_apart SELECT enrolment_id, '', 0, 0, 0, 0, '' FROM survey_later_turns;
DELETE FROM survey_later_turns;
INSERT INTO survey_later_turns (enrolment_id) SELECT a FROM survey_apart ORDER BY a;
DELETE FROM survey_apart;

INSERT INTO survey_apart SELECT id, session_id, applied, 0, 0, 0, comment FROM survey_later_answers;
DELETE FROM survey_later_answers;
INSERT INTO survey_later_answers (id, session_id, applied, comment) SELECT a, b, c, g FROM survey_apart ORDER BY a;

DROP TABLE survey_own_apart;
DROP TABLE survey_apart;
