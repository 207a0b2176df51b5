CREATE TABLE attendance_whole (
    meeting_id TEXT NOT NULL REFERENCES session_meetings (id),
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    state TEXT NOT NULL CHECK (state IN ('present', 'partly', 'excused', 'absent')),
    -- Nobody: they did it themselves.
    marked_by TEXT REFERENCES accounts (id),
    marked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (meeting_id, enrolment_id),
    CHECK (marked_by IS NOT NULL OR state = 'present')
);
-- Who was there in one half only was there partly; whoever noted one of the halves noted the whole.
INSERT INTO attendance_whole (meeting_id, enrolment_id, state, marked_by, marked_at)
SELECT meeting_id, enrolment_id, CASE WHEN COUNT(DISTINCT state) = 1 THEN MIN(state) ELSE 'partly' END,
    MIN(marked_by), MIN(marked_at)
FROM attendance GROUP BY meeting_id, enrolment_id;
DROP TABLE attendance;
ALTER TABLE attendance_whole RENAME TO attendance;
CREATE INDEX attendance_by_enrolment ON attendance (enrolment_id);
