DROP INDEX course_sessions_by_call;
ALTER TABLE course_sessions DROP COLUMN trainers_call;
ALTER TABLE course_sessions DROP COLUMN trainers_wanted;
DROP TABLE trainer_proposals;
