-- Which session an event of a calendar file became, so that reading the file again makes none twice.

CREATE TABLE session_imports (
    course_id TEXT NOT NULL REFERENCES courses (id),
    -- The hash of what calendars call the event, since some put addresses of people there.
    uid_sha256 TEXT NOT NULL,
    session_id TEXT NOT NULL REFERENCES course_sessions (id) ON DELETE CASCADE,
    -- Of all that was taken from it.
    digest TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    PRIMARY KEY (course_id, uid_sha256)
);
CREATE INDEX session_imports_by_session ON session_imports (session_id);
