-- When a desk owes its next answer, and what happens when it does not come.

-- The instant of the first answer stays once it is given; the next one is there while it is the desk's move.
ALTER TABLE tickets ADD COLUMN first_due_at TIMESTAMP;
ALTER TABLE tickets ADD COLUMN next_due_at TIMESTAMP;
-- Working minutes that were left when the ticket was put off.
ALTER TABLE tickets ADD COLUMN due_rest INTEGER;
-- Which step comes next, and when.
ALTER TABLE tickets ADD COLUMN attention TEXT CHECK (attention IN ('warning', 'manager', 'network'));
ALTER TABLE tickets ADD COLUMN attention_at TIMESTAMP;
CREATE INDEX tickets_by_node_due ON tickets (node_id, next_due_at, id) WHERE next_due_at IS NOT NULL;
CREATE INDEX tickets_by_due ON tickets (next_due_at, id) WHERE next_due_at IS NOT NULL;
CREATE INDEX tickets_by_attention ON tickets (attention_at, id) WHERE attention_at IS NOT NULL;
CREATE INDEX tickets_undated ON tickets (id) WHERE turn = 'ours' AND next_due_at IS NULL;

-- Hours of a desk, in minutes after midnight of its own zone; who says nothing is open from nine to five and keeps the
-- holidays of its place.
CREATE TABLE node_hours (
    node_id TEXT PRIMARY KEY NOT NULL REFERENCES nodes (id),
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    observance TEXT,
    CHECK (opens >= 0 AND closes <= 1440 AND opens < closes)
);

-- Targets in working hours. An empty node is the whole network, an empty topic is any; the most specific row holds.
CREATE TABLE targets (
    node_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    first_hours INTEGER NOT NULL CHECK (first_hours > 0),
    next_hours INTEGER NOT NULL CHECK (next_hours > 0),
    PRIMARY KEY (node_id, topic)
);
INSERT INTO targets (node_id, topic, first_hours, next_hours) VALUES ('', '', 16, 24);

-- One row: how long before the hour the desk is warned, and how long after it the network is told; in working hours.
CREATE TABLE escalations (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    warn_hours INTEGER NOT NULL CHECK (warn_hours >= 0),
    network_hours INTEGER NOT NULL CHECK (network_hours > 0)
);
INSERT INTO escalations (id, warn_hours, network_hours) VALUES (1, 4, 16);

-- Each step once for each hour that was due.
CREATE TABLE deadline_steps (
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    step TEXT NOT NULL CHECK (step IN ('warning', 'manager', 'network')),
    due_at TIMESTAMP NOT NULL,
    taken_at TIMESTAMP NOT NULL,
    PRIMARY KEY (ticket_id, step, due_at)
);
