ALTER TABLE resolutions DROP COLUMN body_en;
ALTER TABLE resolutions DROP COLUMN title_en;
ALTER TABLE body_meetings DROP COLUMN title_en;
