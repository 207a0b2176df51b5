ALTER TABLE course_sessions DROP COLUMN kept_since;
