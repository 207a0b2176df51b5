DROP TABLE application_extensions;
ALTER TABLE application_answers DROP COLUMN to_reread;
ALTER TABLE applications DROP COLUMN offered_to;
DROP TABLE application_letters;
ALTER TABLE application_partners DROP COLUMN commitments;
