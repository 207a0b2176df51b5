ALTER TABLE decisions DROP COLUMN sitting_id;
DROP TABLE sitting_recusals;
DROP TABLE sitting_presences;
DROP TABLE sittings;
