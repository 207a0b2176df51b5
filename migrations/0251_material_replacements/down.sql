ALTER TABLE materials DROP COLUMN replaced_by_id;
