-- What becomes of the words of closed requests, and whether an archivist agrees first, where the network chose otherwise than its
-- operator.
CREATE TABLE retention_policies (
    name TEXT PRIMARY KEY NOT NULL CHECK (name IN ('text', 'approval')),
    choice TEXT NOT NULL CHECK (choice IN ('kept', 'removed', 'on', 'off'))
);
