DROP TABLE ticket_links;
DROP INDEX messages_moved;
ALTER TABLE messages DROP COLUMN moved_from;
ALTER TABLE messages DROP COLUMN handover_id;
ALTER TABLE messages DROP COLUMN reach;
ALTER TABLE messages DROP COLUMN node_id;
DROP TABLE handovers;
