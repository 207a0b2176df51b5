-- What nodes do together on a ticket: one refers it to another, asks another, or answers with another.
CREATE TABLE handovers (
    id TEXT PRIMARY KEY NOT NULL,
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('referral', 'consultation', 'share')),
    from_node TEXT NOT NULL REFERENCES nodes (id),
    to_node TEXT NOT NULL REFERENCES nodes (id),
    -- What the other node reads: the public conversation, or the notes too.
    sees TEXT NOT NULL CHECK (sees IN ('thread', 'thread_and_notes')),
    -- Why, or what is asked.
    reason TEXT NOT NULL,
    begun_by TEXT NOT NULL REFERENCES accounts (id),
    begun_at TIMESTAMP NOT NULL,
    -- The last day to accept or refuse a referral.
    due_on DATE,
    ending TEXT CHECK (ending IN ('accepted', 'refused', 'returned', 'withdrawn', 'over')),
    ended_at TIMESTAMP,
    ended_by TEXT REFERENCES accounts (id),
    -- Why it was refused.
    answer TEXT NOT NULL DEFAULT '',
    CHECK ((ending IS NULL) = (ended_at IS NULL)),
    CHECK ((kind = 'referral') = (due_on IS NOT NULL)),
    CHECK (from_node <> to_node)
);
CREATE UNIQUE INDEX handovers_one_referral ON handovers (ticket_id) WHERE kind = 'referral' AND ended_at IS NULL;
CREATE UNIQUE INDEX handovers_one_of_a_kind ON handovers (ticket_id, to_node, kind) WHERE ended_at IS NULL;
CREATE INDEX handovers_by_ticket ON handovers (ticket_id, begun_at);
CREATE INDEX handovers_to ON handovers (to_node, kind, ticket_id) WHERE ended_at IS NULL;
CREATE INDEX handovers_from ON handovers (from_node, kind, ticket_id) WHERE ended_at IS NULL;
CREATE INDEX handovers_due ON handovers (due_on) WHERE ended_at IS NULL;

-- The node its writer wrote for.
ALTER TABLE messages ADD COLUMN node_id TEXT REFERENCES nodes (id);
-- Who reads a note: whoever is responsible, all who answer, the writer's node alone, or both sides of a consultation.
ALTER TABLE messages ADD COLUMN reach TEXT NOT NULL DEFAULT 'desk' CHECK (reach IN ('desk', 'all', 'node', 'side'));
ALTER TABLE messages ADD COLUMN handover_id TEXT REFERENCES handovers (id);
-- The ticket it was written in, when it was merged or split off.
ALTER TABLE messages ADD COLUMN moved_from TEXT REFERENCES tickets (id) ON DELETE SET NULL;
CREATE INDEX messages_moved ON messages (moved_from) WHERE moved_from IS NOT NULL;

CREATE TABLE ticket_links (
    id TEXT PRIMARY KEY NOT NULL,
    from_ticket TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    to_ticket TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('related', 'follow_up', 'duplicate')),
    made_by TEXT REFERENCES accounts (id),
    made_at TIMESTAMP NOT NULL,
    UNIQUE (from_ticket, to_ticket),
    CHECK (from_ticket <> to_ticket)
);
CREATE INDEX ticket_links_to ON ticket_links (to_ticket);
