-- What was given back is to be written again; what was let off is not asked for any more.
CREATE TABLE label_reports_narrow (
    id TEXT PRIMARY KEY NOT NULL,
    label_id TEXT NOT NULL REFERENCES labels (id),
    year INTEGER NOT NULL CHECK (year > 0),
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    due_on DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('due', 'filed', 'read')),
    figures TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL DEFAULT '',
    disputed TEXT NOT NULL DEFAULT '',
    filed_by TEXT REFERENCES accounts (id),
    filed_at TIMESTAMP,
    answer TEXT NOT NULL DEFAULT '',
    read_by TEXT REFERENCES accounts (id),
    read_at TIMESTAMP,
    reminded INTEGER NOT NULL DEFAULT 0,
    UNIQUE (label_id, year),
    CHECK ((filed_by IS NULL) = (filed_at IS NULL)),
    CHECK ((state = 'due') = (filed_at IS NULL)),
    CHECK ((state = 'read') = (read_at IS NOT NULL)),
    CHECK ((read_by IS NULL) = (read_at IS NULL))
);
INSERT INTO label_reports_narrow (id, label_id, year, starts_on, ends_on, due_on, state, figures, said, disputed, filed_by, filed_at, answer, read_by, read_at, reminded)
    SELECT id, label_id, year, starts_on, ends_on, due_on, state, figures, said, disputed, filed_by, filed_at, answer, read_by, read_at, reminded FROM label_reports WHERE state IN ('due', 'filed', 'read');
INSERT INTO label_reports_narrow (id, label_id, year, starts_on, ends_on, due_on, state, said, disputed, reminded)
    SELECT id, label_id, year, starts_on, ends_on, due_on, 'due', said, disputed, reminded FROM label_reports WHERE state = 'returned';
DROP TABLE label_reports;
ALTER TABLE label_reports_narrow RENAME TO label_reports;
