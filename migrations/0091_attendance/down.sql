DROP TABLE certificates;
DROP TABLE attendance;
DROP INDEX course_sessions_to_remind;
ALTER TABLE course_sessions DROP COLUMN reminded_days;
