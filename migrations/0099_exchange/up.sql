-- What a file of materials became, so that reading the file again makes none twice.
CREATE TABLE material_imports (
    material_id TEXT PRIMARY KEY NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    -- The hash of what the file calls it: its own key, else its identifier or its address.
    key_sha256 TEXT NOT NULL,
    -- Of all that was taken from it.
    digest TEXT NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    UNIQUE (node_id, key_sha256)
);

-- Meetings of which calendars were told and that are not held any more. They are told so for a while, since a calendar
-- keeps what it once read.
CREATE TABLE gone_meetings (
    -- As which calendars know it.
    id TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES course_sessions (id) ON DELETE CASCADE,
    title TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    sequence INTEGER NOT NULL,
    gone_at TIMESTAMP NOT NULL
);
CREATE INDEX gone_meetings_by_session ON gone_meetings (session_id, gone_at);
CREATE INDEX gone_meetings_by_time ON gone_meetings (gone_at);
CREATE INDEX course_sessions_by_planner ON course_sessions (created_by, ends_at);
