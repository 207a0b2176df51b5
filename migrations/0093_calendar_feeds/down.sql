DROP INDEX course_sessions_by_update;
DROP INDEX courses_by_update;
DROP TABLE calendar_feeds;
