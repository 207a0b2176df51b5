-- Meetings and resolutions in English, where somebody wrote that; what there was is French.
ALTER TABLE body_meetings ADD COLUMN title_en TEXT NOT NULL DEFAULT '';
ALTER TABLE resolutions ADD COLUMN title_en TEXT NOT NULL DEFAULT '';
ALTER TABLE resolutions ADD COLUMN body_en TEXT NOT NULL DEFAULT '';
