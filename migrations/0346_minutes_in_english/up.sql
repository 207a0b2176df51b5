-- Points, minutes and what came of a resolution in English, where somebody wrote that; what there was is French.
ALTER TABLE agenda_items ADD COLUMN title_en TEXT NOT NULL DEFAULT '';
ALTER TABLE agenda_items ADD COLUMN public_minutes_en TEXT NOT NULL DEFAULT '';
ALTER TABLE resolutions ADD COLUMN done_note_en TEXT NOT NULL DEFAULT '';
