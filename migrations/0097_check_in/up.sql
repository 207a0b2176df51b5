-- Those who take part may note themselves as there, by the code that is shown in the room.
CREATE TABLE attendance_next (
    meeting_id TEXT NOT NULL REFERENCES session_meetings (id),
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    state TEXT NOT NULL CHECK (state IN ('present', 'partly', 'excused', 'absent')),
    -- Nobody: they did it themselves.
    marked_by TEXT REFERENCES accounts (id),
    marked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (meeting_id, enrolment_id),
    CHECK (marked_by IS NOT NULL OR state = 'present')
);
INSERT INTO attendance_next (meeting_id, enrolment_id, state, marked_by, marked_at)
SELECT meeting_id, enrolment_id, state, marked_by, marked_at FROM attendance;
DROP TABLE attendance;
ALTER TABLE attendance_next RENAME TO attendance;
CREATE INDEX attendance_by_enrolment ON attendance (enrolment_id);
