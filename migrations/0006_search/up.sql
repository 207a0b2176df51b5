-- Where each ticket stands in the full-text index. `position` orders by the last activity; the indexed terms themselves
-- are kept in what each database has for it (`src/db/search.rs`).
CREATE TABLE ticket_search (
    id TEXT PRIMARY KEY NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    position BIGINT NOT NULL
);
CREATE INDEX ticket_search_by_position ON ticket_search (position);
