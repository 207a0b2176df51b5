DROP INDEX course_sessions_to_forget;
DROP INDEX course_sessions_to_clear;
ALTER TABLE course_sessions DROP COLUMN forgotten_at;
ALTER TABLE course_sessions DROP COLUMN cleared_at;
