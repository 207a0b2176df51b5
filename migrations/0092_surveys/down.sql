DROP TABLE survey_answers;
DROP TABLE survey_turns;
DROP INDEX course_sessions_by_end;
ALTER TABLE course_sessions DROP COLUMN surveyed_at;
