DROP INDEX stored_files_unscanned;
ALTER TABLE stored_files DROP COLUMN scan_due_at;
ALTER TABLE stored_files DROP COLUMN scan_attempts;
ALTER TABLE stored_files DROP COLUMN scan_finding;
ALTER TABLE stored_files DROP COLUMN scanned_by;
ALTER TABLE stored_files DROP COLUMN scanned_at;
ALTER TABLE stored_files DROP COLUMN scan_state;
