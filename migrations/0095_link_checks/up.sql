-- What was found where the links of published materials lead. One row for each place, however many materials name it.
CREATE TABLE link_checks (
    url_norm TEXT PRIMARY KEY NOT NULL,
    -- As one of the materials has it.
    url TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    checked_at TIMESTAMP,
    -- What the place answered; nothing when nobody did.
    status INTEGER,
    -- How often in a row it failed, and since when.
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    failing_since TIMESTAMP,
    -- Since when it counts as broken, and when the authors were told.
    broken_at TIMESTAMP,
    told_at TIMESTAMP,
    CHECK ((failures = 0) = (failing_since IS NULL)),
    CHECK (broken_at IS NULL OR failures > 0)
);
CREATE INDEX link_checks_by_due ON link_checks (due_at, url_norm);
CREATE INDEX link_checks_broken ON link_checks (broken_at, url_norm) WHERE broken_at IS NOT NULL;
