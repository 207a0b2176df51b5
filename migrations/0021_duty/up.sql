-- Who is away and who stands in, what the next should know, whose turn it is, and the mail of the morning.

CREATE TABLE staff_absences (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    stand_in_id TEXT REFERENCES accounts (id),
    announced_by TEXT NOT NULL REFERENCES accounts (id),
    announced_at TIMESTAMP NOT NULL,
    cancelled_at TIMESTAMP,
    CHECK (ends_on >= starts_on),
    CHECK (stand_in_id IS NULL OR stand_in_id <> account_id)
);
CREATE INDEX staff_absences_by_account ON staff_absences (account_id, ends_on);
CREATE INDEX staff_absences_by_end ON staff_absences (ends_on) WHERE cancelled_at IS NULL;

CREATE TABLE handover_notes (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    author_id TEXT NOT NULL REFERENCES accounts (id),
    body TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    -- Not shown from then on, read or not.
    shown_until TIMESTAMP NOT NULL,
    withdrawn_at TIMESTAMP
);
CREATE INDEX handover_notes_by_node ON handover_notes (node_id, shown_until);

CREATE TABLE handover_note_readings (
    note_id TEXT NOT NULL REFERENCES handover_notes (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    read_at TIMESTAMP NOT NULL,
    PRIMARY KEY (note_id, account_id)
);

-- Somebody asks a colleague to take their duty, perhaps in return for another one.
CREATE TABLE duty_swaps (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    duty_id TEXT NOT NULL REFERENCES duties (id) ON DELETE CASCADE,
    asked_by TEXT NOT NULL REFERENCES accounts (id),
    asked_of TEXT NOT NULL REFERENCES accounts (id),
    in_return_id TEXT REFERENCES duties (id) ON DELETE CASCADE,
    asked_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    answer TEXT CHECK (answer IN ('accepted', 'declined', 'taken_back')),
    CHECK (asked_by <> asked_of),
    CHECK ((answered_at IS NULL) = (answer IS NULL))
);
CREATE UNIQUE INDEX duty_swaps_one_open ON duty_swaps (duty_id) WHERE answered_at IS NULL;
CREATE INDEX duty_swaps_by_node ON duty_swaps (node_id) WHERE answered_at IS NULL;

-- A secret address that gives a node's rota to somebody's calendar. The secret itself is a signature.
CREATE TABLE rota_feeds (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    node_id TEXT NOT NULL REFERENCES nodes (id),
    made_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);
CREATE UNIQUE INDEX rota_feeds_one ON rota_feeds (account_id, node_id) WHERE revoked_at IS NULL;

-- Who wants the mail of the morning, and from which hour of their node's clock.
CREATE TABLE digest_choices (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id),
    from_hour INTEGER NOT NULL CHECK (from_hour BETWEEN 5 AND 12)
);

-- One a day and person, whoever runs the sweep and however often.
CREATE TABLE digests (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    day DATE NOT NULL,
    made_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, day)
);
