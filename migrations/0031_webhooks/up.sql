-- Other programs that are told of what happens to tickets.
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY NOT NULL,
    -- Whose tickets it tells of; none tells of the whole network's.
    node_id TEXT REFERENCES nodes (id),
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    events TEXT NOT NULL,
    -- The secret itself is not kept: it follows from this and the installation's key.
    secret_version INTEGER NOT NULL DEFAULT 1,
    former_until TIMESTAMP,
    made_by TEXT NOT NULL REFERENCES accounts (id),
    made_at TIMESTAMP NOT NULL,
    ended TEXT CHECK (ended IN ('person', 'failing', 'gone')),
    ended_at TIMESTAMP,
    failing_since TIMESTAMP,
    CHECK ((ended IS NULL) = (ended_at IS NULL))
);
CREATE INDEX webhooks_by_node ON webhooks (node_id);

-- One row for each telling, however often it is tried.
CREATE TABLE webhook_deliveries (
    id TEXT PRIMARY KEY NOT NULL,
    webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    ticket_id TEXT REFERENCES tickets (id) ON DELETE CASCADE,
    reference TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'delivered', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TIMESTAMP NOT NULL,
    claimed_until TIMESTAMP,
    queued_at TIMESTAMP NOT NULL,
    tried_at TIMESTAMP,
    status INTEGER,
    milliseconds INTEGER,
    response TEXT,
    error TEXT,
    replay_of TEXT
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at, id) WHERE state = 'queued';
CREATE INDEX webhook_deliveries_by_hook ON webhook_deliveries (webhook_id, queued_at, id);
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (queued_at);
CREATE INDEX webhook_deliveries_by_ticket ON webhook_deliveries (ticket_id);
