-- A report is given back to be corrected, or let off: with a reason, by whoever reads reports.
CREATE TABLE label_reports_wider (
    id TEXT PRIMARY KEY NOT NULL,
    label_id TEXT NOT NULL REFERENCES labels (id),
    year INTEGER NOT NULL CHECK (year > 0),
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    due_on DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('due', 'filed', 'returned', 'read', 'waived')),
    figures TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL DEFAULT '',
    disputed TEXT NOT NULL DEFAULT '',
    filed_by TEXT REFERENCES accounts (id),
    filed_at TIMESTAMP,
    answer TEXT NOT NULL DEFAULT '',
    read_by TEXT REFERENCES accounts (id),
    read_at TIMESTAMP,
    reminded INTEGER NOT NULL DEFAULT 0,
    -- Why it was given back or let off, by whom and when.
    reason TEXT NOT NULL DEFAULT '',
    decided_by TEXT REFERENCES accounts (id),
    decided_at TIMESTAMP,
    UNIQUE (label_id, year),
    CHECK ((filed_by IS NULL) = (filed_at IS NULL)),
    CHECK (state <> 'due' OR filed_at IS NULL),
    CHECK (state NOT IN ('filed', 'returned', 'read') OR filed_at IS NOT NULL),
    CHECK ((state = 'read') = (read_at IS NOT NULL)),
    CHECK ((read_by IS NULL) = (read_at IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (state NOT IN ('returned', 'waived') OR (reason <> '' AND decided_at IS NOT NULL))
);
INSERT INTO label_reports_wider (id, label_id, year, starts_on, ends_on, due_on, state, figures, said, disputed, filed_by, filed_at, answer, read_by, read_at, reminded)
    SELECT id, label_id, year, starts_on, ends_on, due_on, state, figures, said, disputed, filed_by, filed_at, answer, read_by, read_at, reminded FROM label_reports;
DROP TABLE label_reports;
ALTER TABLE label_reports_wider RENAME TO label_reports;
