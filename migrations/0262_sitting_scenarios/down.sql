ALTER TABLE sittings DROP COLUMN scenario;
