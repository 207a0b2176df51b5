-- Who is to be told when a session of a course opens: one wish for each address and course. What is asked holds nothing
-- until the address is proven; what was proven before holds until then.

CREATE TABLE course_alerts (
    id TEXT PRIMARY KEY NOT NULL,
    course_id TEXT NOT NULL REFERENCES courses (id),
    -- In small letters.
    email TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    -- Where, and whether from afar too: what holds.
    region TEXT REFERENCES regions (code),
    online BOOLEAN NOT NULL DEFAULT FALSE,
    -- Since when it holds, or was last renewed.
    since TIMESTAMP,
    -- The same as it was last asked, until it is confirmed.
    asked_region TEXT REFERENCES regions (code),
    asked_online BOOLEAN NOT NULL DEFAULT FALSE,
    asked_at TIMESTAMP,
    UNIQUE (course_id, email),
    CHECK (since IS NOT NULL OR asked_at IS NOT NULL),
    CHECK (since IS NULL OR region IS NOT NULL OR online),
    CHECK (asked_at IS NULL OR asked_region IS NOT NULL OR asked_online)
);
CREATE INDEX course_alerts_by_email ON course_alerts (email);
CREATE INDEX course_alerts_by_asked ON course_alerts (asked_at);
CREATE INDEX course_alerts_by_since ON course_alerts (since);

-- Of which sessions somebody was told.
CREATE TABLE course_alert_tellings (
    alert_id TEXT NOT NULL REFERENCES course_alerts (id) ON DELETE CASCADE,
    session_id TEXT NOT NULL REFERENCES course_sessions (id),
    PRIMARY KEY (alert_id, session_id)
);
CREATE INDEX course_alert_tellings_by_session ON course_alert_tellings (session_id);
