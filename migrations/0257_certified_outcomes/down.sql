ALTER TABLE certificates DROP COLUMN other_outcomes;
ALTER TABLE certificates DROP COLUMN outcomes;
