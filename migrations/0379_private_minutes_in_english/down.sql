ALTER TABLE agenda_items DROP COLUMN private_minutes_en;
