CREATE TABLE attendance_before (
    meeting_id TEXT NOT NULL REFERENCES session_meetings (id),
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    state TEXT NOT NULL CHECK (state IN ('present', 'partly', 'excused', 'absent')),
    marked_by TEXT NOT NULL REFERENCES accounts (id),
    marked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (meeting_id, enrolment_id)
);
INSERT INTO attendance_before (meeting_id, enrolment_id, state, marked_by, marked_at)
SELECT meeting_id, enrolment_id, state, marked_by, marked_at FROM attendance WHERE marked_by IS NOT NULL;
DROP TABLE attendance;
ALTER TABLE attendance_before RENAME TO attendance;
CREATE INDEX attendance_by_enrolment ON attendance (enrolment_id);
