-- Those that ended otherwise than by being closed and still name people, for the sweep that takes the names away: without
-- it, the sweep read all that were quiet for as long, at each of its steps.
CREATE INDEX tickets_ended ON tickets (state, last_activity_at, id)
    WHERE state IN ('merged', 'spam') AND anonymised_at IS NULL;
