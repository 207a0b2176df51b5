-- How often a package or a film was opened and followed to its end: two numbers, nothing of who it was.
ALTER TABLE material_files ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
ALTER TABLE material_files ADD COLUMN finished INTEGER NOT NULL DEFAULT 0;
