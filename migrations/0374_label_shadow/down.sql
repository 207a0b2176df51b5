ALTER TABLE labels DROP COLUMN shadow_days;
