ALTER TABLE course_sessions DROP COLUMN rule_strict;
ALTER TABLE course_sessions DROP COLUMN rule_course;
ALTER TABLE course_sessions DROP COLUMN rule_disciplines;
ALTER TABLE course_sessions DROP COLUMN rule_institutions;
