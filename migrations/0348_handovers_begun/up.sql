-- Statements bind the kind: an index that is partial by it is never used.
DROP INDEX handovers_begun;
CREATE INDEX handovers_begun ON handovers (kind, begun_at);
