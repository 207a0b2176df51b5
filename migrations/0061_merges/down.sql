ALTER TABLE messages DROP COLUMN node_before;
ALTER TABLE messages DROP COLUMN reach_before;
