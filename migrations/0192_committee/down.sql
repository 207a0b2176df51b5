ALTER TABLE sittings DROP COLUMN approved_at;
ALTER TABLE sittings DROP COLUMN approved_by;
DROP TABLE sitting_minutes;
DROP TABLE sitting_votes;
DROP TABLE committee_places;
