ALTER TABLE resolutions DROP COLUMN done_note_en;
ALTER TABLE agenda_items DROP COLUMN public_minutes_en;
ALTER TABLE agenda_items DROP COLUMN title_en;
