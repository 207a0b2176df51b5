-- A node's calendar changed: the time that its open tickets have left is counted anew, in batches.
CREATE TABLE calendar_changes (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    changed_at TIMESTAMP NOT NULL,
    -- Hours, days, holidays and closures as they were.
    calendar_before TEXT NOT NULL,
    -- What is due later than this is done.
    done_from TIMESTAMP
);
CREATE INDEX calendar_changes_in_order ON calendar_changes (changed_at, id);

-- When the deadline was set, and for which change of the calendar it was counted anew last.
ALTER TABLE tickets ADD COLUMN due_set_at TIMESTAMP;
ALTER TABLE tickets ADD COLUMN due_counted_for TEXT;
