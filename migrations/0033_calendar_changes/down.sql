ALTER TABLE tickets DROP COLUMN due_counted_for;
ALTER TABLE tickets DROP COLUMN due_set_at;
DROP TABLE calendar_changes;
