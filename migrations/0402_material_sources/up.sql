-- Catalogues that nodes keep elsewhere and that tell their materials as TeSS does: each night what is new in one becomes a
-- draft of its node.
CREATE TABLE material_sources (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    url TEXT NOT NULL,
    -- Of what names none.
    language TEXT NOT NULL,
    -- Whether it is read, and whether what is new in it and lacks nothing is published without being looked at.
    active BOOLEAN NOT NULL,
    publishes BOOLEAN NOT NULL,
    -- In whose name, and as far as they may.
    added_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    read_at TIMESTAMP,
    -- Why nothing came of it when it was read last, as a key of a message, else how many it made, changed and left out.
    fault TEXT NOT NULL DEFAULT '',
    made INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    left_out INTEGER NOT NULL DEFAULT 0,
    UNIQUE (node_id, url)
);
CREATE INDEX material_sources_by_account ON material_sources (added_by);
