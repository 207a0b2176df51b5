ALTER TABLE tickets DROP COLUMN own_due_at;
