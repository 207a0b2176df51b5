ALTER TABLE certificates DROP COLUMN words;
ALTER TABLE courses DROP COLUMN session_certificate_text;
ALTER TABLE courses DROP COLUMN session_certificate_share;
ALTER TABLE courses DROP COLUMN session_remind_text;
ALTER TABLE courses DROP COLUMN session_remind_codes;
ALTER TABLE course_sessions DROP COLUMN certificate_text;
ALTER TABLE course_sessions DROP COLUMN certificate_share;
ALTER TABLE course_sessions DROP COLUMN remind_text;
