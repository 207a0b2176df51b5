-- An admin looks into a call's reviews and decisions, which are not theirs: with a reason, told at once, for an hour.

CREATE TABLE emergency_accesses (
    -- Made with the form.
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    reason TEXT NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    -- Nothing has to end it: whoever reads compares this with the clock.
    ends_at TIMESTAMP NOT NULL,
    ended_by TEXT REFERENCES accounts (id),
    ended_at TIMESTAMP,
    CHECK (opened_at < ends_at),
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE INDEX emergency_accesses_by_call ON emergency_accesses (call_id, opened_at);
