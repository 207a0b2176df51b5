ALTER TABLE application_partners DROP COLUMN proposed;
