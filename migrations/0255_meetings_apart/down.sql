ALTER TABLE course_sessions ADD COLUMN reminded_days INTEGER;
UPDATE course_sessions SET reminded_days = (
    SELECT CASE WHEN session_meetings.reminded = 'week' THEN 7 ELSE 1 END FROM session_meetings
    WHERE session_meetings.session_id = course_sessions.id AND session_meetings.position = 1 AND session_meetings.reminded IS NOT NULL
);
ALTER TABLE course_sessions DROP COLUMN remind_codes;
ALTER TABLE session_meetings DROP COLUMN reminded;
ALTER TABLE session_meetings DROP COLUMN moved_from;
ALTER TABLE session_meetings DROP COLUMN join_url;
ALTER TABLE session_meetings DROP COLUMN mode;
