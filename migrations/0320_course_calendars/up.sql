-- Calendars that nodes keep elsewhere: each night what is new in one becomes a draft of a session of its course.
CREATE TABLE course_calendars (
    id TEXT PRIMARY KEY NOT NULL,
    course_id TEXT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    -- For which node sessions are planned.
    node_id TEXT NOT NULL REFERENCES nodes (id),
    url TEXT NOT NULL,
    -- What the file does not say of its sessions.
    zone TEXT NOT NULL,
    language TEXT NOT NULL,
    seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 2000),
    -- In whose name, and as far as they may.
    added_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    read_at TIMESTAMP,
    -- Why nothing came of it when it was read last: a key of a message.
    fault TEXT NOT NULL DEFAULT '',
    UNIQUE (course_id, url)
);
CREATE INDEX course_calendars_by_node ON course_calendars (node_id);
CREATE INDEX course_calendars_by_account ON course_calendars (added_by);
