-- A meeting may be held in another way than its session, and be joined by another link. People are reminded of each.
ALTER TABLE session_meetings ADD COLUMN mode TEXT CHECK (mode IN ('on_site', 'online', 'hybrid'));
ALTER TABLE session_meetings ADD COLUMN join_url TEXT NOT NULL DEFAULT '';
-- When it was to begin before it was moved the last time, of one that was public then.
ALTER TABLE session_meetings ADD COLUMN moved_from TIMESTAMP;
-- How long before it its people were reminded last.
ALTER TABLE session_meetings ADD COLUMN reminded TEXT CHECK (reminded IN ('week', 'day', 'hour'));
-- How long before each meeting people are reminded: codes separated by commas.
ALTER TABLE course_sessions ADD COLUMN remind_codes TEXT NOT NULL DEFAULT 'week,day,hour';

-- Until now the first meeting stood for all.
UPDATE session_meetings SET reminded = (
    SELECT CASE WHEN course_sessions.reminded_days = 1 THEN 'day' ELSE 'week' END FROM course_sessions WHERE course_sessions.id = session_meetings.session_id
) WHERE position = 1 AND session_id IN (SELECT id FROM course_sessions WHERE reminded_days IS NOT NULL);
ALTER TABLE course_sessions DROP COLUMN reminded_days;
