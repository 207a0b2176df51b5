-- What the virus scanner found in a stored file, where the operator has one.
ALTER TABLE stored_files ADD COLUMN scan_state TEXT NOT NULL DEFAULT 'unscanned'
    CHECK (scan_state IN ('unscanned', 'clean', 'infected', 'too_large'));
-- When it was looked at, by which scanner, and the name of what was found.
ALTER TABLE stored_files ADD COLUMN scanned_at TIMESTAMP;
ALTER TABLE stored_files ADD COLUMN scanned_by TEXT;
ALTER TABLE stored_files ADD COLUMN scan_finding TEXT;
-- How often looking failed, and when to look again.
ALTER TABLE stored_files ADD COLUMN scan_attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stored_files ADD COLUMN scan_due_at TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00';
CREATE INDEX stored_files_unscanned ON stored_files (scan_due_at, sha256) WHERE scan_state = 'unscanned';
