-- Whether the places to which published materials link still answer: one row a place, however many materials lead there.
CREATE TABLE link_checks (
    -- As in `material_links`; `url` is one of the addresses that lead there.
    url_norm TEXT PRIMARY KEY NOT NULL,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    checked_at TIMESTAMP,
    -- What it answered last; nothing, when it did not.
    status INTEGER,
    -- On how many different days it failed in a row, since when, and on which day last.
    failed_days INTEGER NOT NULL DEFAULT 0 CHECK (failed_days >= 0),
    failing_since TIMESTAMP,
    failed_on DATE,
    -- Since when readers are told, and when those who wrote it were.
    broken_at TIMESTAMP,
    told_at TIMESTAMP,
    CHECK ((failed_days = 0) = (failing_since IS NULL)),
    CHECK ((failed_days = 0) = (failed_on IS NULL)),
    CHECK (broken_at IS NULL OR failed_days > 0),
    CHECK (told_at IS NULL OR broken_at IS NOT NULL)
);
CREATE INDEX link_checks_due ON link_checks (due_at);
CREATE INDEX link_checks_broken ON link_checks (broken_at) WHERE broken_at IS NOT NULL;
