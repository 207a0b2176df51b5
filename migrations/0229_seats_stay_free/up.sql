-- Since when the people of a session keep seats that are freed, and give them to nobody who waits.
ALTER TABLE course_sessions ADD COLUMN kept_since TIMESTAMP;
