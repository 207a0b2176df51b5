ALTER TABLE certifications DROP COLUMN carried_from_id;
