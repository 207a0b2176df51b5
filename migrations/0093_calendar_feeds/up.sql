-- Secret addresses at which the calendar of a person reads what they are enrolled in. Ended, a row is gone.

CREATE TABLE calendar_feeds (
    id TEXT PRIMARY KEY NOT NULL,
    -- Whose enrolments, in small letters.
    email TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    -- As its owner calls it.
    name TEXT NOT NULL DEFAULT '',
    -- Only who has the address knows the token in it.
    token_sha256 TEXT NOT NULL UNIQUE,
    -- Sent to the address that takes part, which may have no account.
    mailed BOOLEAN NOT NULL DEFAULT FALSE,
    made_at TIMESTAMP NOT NULL,
    -- Noted once a day.
    read_at TIMESTAMP
);
CREATE INDEX calendar_feeds_by_email ON calendar_feeds (email, made_at);

-- Whether anything changed since a calendar was written.
CREATE INDEX courses_by_update ON courses (updated_at);
CREATE INDEX course_sessions_by_update ON course_sessions (updated_at);
