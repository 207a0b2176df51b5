-- Who is let in without a word of those who give a session: of some institutions, of some disciplines, who was at another course. All
-- that is named is asked. Of whoever lacks something the request is decided by hand, or not taken.
ALTER TABLE course_sessions ADD COLUMN rule_institutions TEXT NOT NULL DEFAULT '';
ALTER TABLE course_sessions ADD COLUMN rule_disciplines TEXT NOT NULL DEFAULT '';
ALTER TABLE course_sessions ADD COLUMN rule_course TEXT REFERENCES courses (id);
ALTER TABLE course_sessions ADD COLUMN rule_strict BOOLEAN NOT NULL DEFAULT FALSE;
