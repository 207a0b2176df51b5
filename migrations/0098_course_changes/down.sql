DROP INDEX course_sessions_by_publication;
DROP TABLE course_changes;
