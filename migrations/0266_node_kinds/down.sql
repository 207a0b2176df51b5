ALTER TABLE labels DROP COLUMN trajectory_until;
ALTER TABLE calls DROP COLUMN node_kind;
