ALTER TABLE tickets DROP COLUMN spam_from;
