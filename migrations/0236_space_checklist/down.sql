CREATE TABLE space_checks_narrow (
    space_id TEXT NOT NULL REFERENCES spaces (id),
    item TEXT NOT NULL CHECK (item IN ('authority', 'curation', 'policy', 'workshop', 'storage', 'charter')),
    owner_id TEXT REFERENCES accounts (id),
    due_on DATE,
    note TEXT NOT NULL DEFAULT '',
    done_by TEXT REFERENCES accounts (id),
    done_at TIMESTAMP,
    PRIMARY KEY (space_id, item),
    CHECK ((done_by IS NULL) = (done_at IS NULL)),
    CHECK (done_at IS NULL OR (owner_id IS NOT NULL AND due_on IS NOT NULL))
);
INSERT INTO space_checks_narrow (space_id, item, owner_id, due_on, note, done_by, done_at)
    SELECT space_id, item, owner_id, due_on, note, done_by, done_at FROM space_checks
    WHERE item NOT IN ('sandbox', 'administrators', 'datasets');
DROP TABLE space_checks;
ALTER TABLE space_checks_narrow RENAME TO space_checks;
