ALTER TABLE application_letters DROP COLUMN judged_at;
ALTER TABLE application_letters DROP COLUMN verdict_reason;
ALTER TABLE application_letters DROP COLUMN verdict;
