-- What a session begins with holds all that a session may say of its seats and of who is let in without a word.
ALTER TABLE courses ADD COLUMN session_on_site_unlimited BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE courses ADD COLUMN session_online_unlimited BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE courses ADD COLUMN session_rule_institutions TEXT NOT NULL DEFAULT '';
ALTER TABLE courses ADD COLUMN session_rule_disciplines TEXT NOT NULL DEFAULT '';
ALTER TABLE courses ADD COLUMN session_rule_course TEXT REFERENCES courses (id);
ALTER TABLE courses ADD COLUMN session_rule_strict BOOLEAN NOT NULL DEFAULT FALSE;
