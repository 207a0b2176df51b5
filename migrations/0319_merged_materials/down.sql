ALTER TABLE materials DROP COLUMN merged_at;
