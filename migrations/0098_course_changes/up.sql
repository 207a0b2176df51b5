-- One row: how often what calendars are told of courses was changed, so that what was written of it is kept until then.
CREATE TABLE course_changes (
    id TEXT PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL
);
INSERT INTO course_changes (id, seq) VALUES ('told', 0);
CREATE INDEX course_sessions_by_publication ON course_sessions (published_at, id);
