-- What the mails that remind of a meeting say beside the usual, who was there enough for a certificate, and what it says beside the
-- usual: of a session, and of what a course has its sessions begin with.
ALTER TABLE course_sessions ADD COLUMN remind_text TEXT NOT NULL DEFAULT '';
-- In hundredths of the meetings' time.
ALTER TABLE course_sessions ADD COLUMN certificate_share INTEGER NOT NULL DEFAULT 80 CHECK (certificate_share BETWEEN 1 AND 100);
ALTER TABLE course_sessions ADD COLUMN certificate_text TEXT NOT NULL DEFAULT '';
ALTER TABLE courses ADD COLUMN session_remind_codes TEXT NOT NULL DEFAULT 'week,day,hour';
ALTER TABLE courses ADD COLUMN session_remind_text TEXT NOT NULL DEFAULT '';
ALTER TABLE courses ADD COLUMN session_certificate_share INTEGER NOT NULL DEFAULT 80
    CHECK (session_certificate_share BETWEEN 1 AND 100);
ALTER TABLE courses ADD COLUMN session_certificate_text TEXT NOT NULL DEFAULT '';
-- As it was printed.
ALTER TABLE certificates ADD COLUMN words TEXT NOT NULL DEFAULT '';
