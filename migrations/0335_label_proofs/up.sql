-- A file may show that a condition is met, and a node may say what is to be known of what came of a promise.
ALTER TABLE label_conditions ADD COLUMN proof_sha256 TEXT;
ALTER TABLE label_conditions ADD COLUMN proof_name TEXT NOT NULL DEFAULT '';
ALTER TABLE commitments ADD COLUMN context TEXT NOT NULL DEFAULT '';
