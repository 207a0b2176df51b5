-- So many days before it opens a new node sees what would have come to it, without getting it.
ALTER TABLE labels ADD COLUMN shadow_days INTEGER NOT NULL DEFAULT 0 CHECK (shadow_days BETWEEN 0 AND 60);
