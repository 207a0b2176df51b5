-- The applications that a committee tried out together and kept with its minutes, with what they would add to the map, as JSON.
ALTER TABLE sittings ADD COLUMN scenario TEXT NOT NULL DEFAULT '';
