-- Who was there is noted for each half-day of a meeting that lasts over noon. What was noted of whole meetings stays so.
CREATE TABLE attendance_halves (
    meeting_id TEXT NOT NULL REFERENCES session_meetings (id),
    half TEXT NOT NULL CHECK (half IN ('day', 'morning', 'afternoon')),
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    state TEXT NOT NULL CHECK (state IN ('present', 'partly', 'excused', 'absent')),
    -- Nobody: they did it themselves.
    marked_by TEXT REFERENCES accounts (id),
    marked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (meeting_id, enrolment_id, half),
    CHECK (marked_by IS NOT NULL OR state = 'present')
);
INSERT INTO attendance_halves (meeting_id, half, enrolment_id, state, marked_by, marked_at)
SELECT meeting_id, 'day', enrolment_id, state, marked_by, marked_at FROM attendance;
DROP TABLE attendance;
ALTER TABLE attendance_halves RENAME TO attendance;
CREATE INDEX attendance_by_enrolment ON attendance (enrolment_id);
