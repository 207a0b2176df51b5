-- More is checked before a space opens: that its people were on the sandbox, that two administrators are trained, and which
-- data sets of the generic space move there.
CREATE TABLE space_checks_wider (
    space_id TEXT NOT NULL REFERENCES spaces (id),
    item TEXT NOT NULL CHECK (item IN ('authority', 'curation', 'policy', 'workshop', 'storage', 'charter', 'sandbox', 'administrators', 'datasets')),
    owner_id TEXT REFERENCES accounts (id),
    due_on DATE,
    note TEXT NOT NULL DEFAULT '',
    done_by TEXT REFERENCES accounts (id),
    done_at TIMESTAMP,
    PRIMARY KEY (space_id, item),
    CHECK ((done_by IS NULL) = (done_at IS NULL)),
    CHECK (done_at IS NULL OR (owner_id IS NOT NULL AND due_on IS NOT NULL))
);
INSERT INTO space_checks_wider (space_id, item, owner_id, due_on, note, done_by, done_at)
    SELECT space_id, item, owner_id, due_on, note, done_by, done_at FROM space_checks;
DROP TABLE space_checks;
ALTER TABLE space_checks_wider RENAME TO space_checks;
INSERT INTO space_checks (space_id, item) SELECT id, 'sandbox' FROM spaces WHERE state IN ('requested', 'examination', 'info_requested', 'approved');
INSERT INTO space_checks (space_id, item) SELECT id, 'administrators' FROM spaces WHERE state IN ('requested', 'examination', 'info_requested', 'approved');
INSERT INTO space_checks (space_id, item) SELECT id, 'datasets' FROM spaces WHERE state IN ('requested', 'examination', 'info_requested', 'approved');
