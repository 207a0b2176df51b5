ALTER TABLE courses DROP COLUMN session_rule_strict;
ALTER TABLE courses DROP COLUMN session_rule_course;
ALTER TABLE courses DROP COLUMN session_rule_disciplines;
ALTER TABLE courses DROP COLUMN session_rule_institutions;
ALTER TABLE courses DROP COLUMN session_online_unlimited;
ALTER TABLE courses DROP COLUMN session_on_site_unlimited;
