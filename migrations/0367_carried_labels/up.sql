-- A label that a version would keep from the one before it, for its change was declared minor: one reviewer agrees, and it
-- ends on the day of the label from which it comes.
ALTER TABLE certifications ADD COLUMN carried_from_id TEXT REFERENCES certifications (id) ON DELETE SET NULL;
