DROP INDEX enrolments_by_proof;
ALTER TABLE enrolments DROP COLUMN prove_by;
ALTER TABLE enrolments DROP COLUMN moves;
DROP INDEX course_sessions_to_forget;
DROP INDEX course_sessions_to_clear;
ALTER TABLE course_sessions DROP COLUMN forgotten_at;
ALTER TABLE course_sessions DROP COLUMN cleared_at;
