ALTER TABLE tickets DROP COLUMN follow_until;
