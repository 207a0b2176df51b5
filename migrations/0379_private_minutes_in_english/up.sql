-- What only members read of a point in English, where somebody wrote that; what there was is French.
ALTER TABLE agenda_items ADD COLUMN private_minutes_en TEXT NOT NULL DEFAULT '';
