ALTER TABLE resolutions DROP COLUMN quorum_reason;
