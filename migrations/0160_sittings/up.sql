-- When a committee sits: who was there, who stood aside, and what was decided then.

CREATE TABLE sittings (
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    -- How many of those who decide must be there, without those who stand aside.
    quorum INTEGER NOT NULL CHECK (quorum >= 1),
    opened_by TEXT NOT NULL REFERENCES accounts (id),
    opened_at TIMESTAMP NOT NULL,
    closed_by TEXT REFERENCES accounts (id),
    closed_at TIMESTAMP,
    CHECK ((closed_by IS NULL) = (closed_at IS NULL))
);
CREATE UNIQUE INDEX sitting_open ON sittings (call_id) WHERE closed_at IS NULL;

-- Somebody may go and come back.
CREATE TABLE sitting_presences (
    sitting_id TEXT NOT NULL REFERENCES sittings (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    came_at TIMESTAMP NOT NULL,
    left_at TIMESTAMP,
    PRIMARY KEY (sitting_id, account_id, came_at),
    CHECK (left_at IS NULL OR left_at >= came_at)
);

-- Who was there and took no part in a decision.
CREATE TABLE sitting_recusals (
    sitting_id TEXT NOT NULL REFERENCES sittings (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    noted_at TIMESTAMP NOT NULL,
    PRIMARY KEY (sitting_id, application_id, account_id)
);

-- In which sitting it was validated.
ALTER TABLE decisions ADD COLUMN sitting_id TEXT;
