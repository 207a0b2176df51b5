DROP TABLE institution_wishes;
ALTER TABLE institutions DROP COLUMN edited_at;
DROP INDEX space_of_institution;
UPDATE spaces SET state = 'refused', reason = 'Doublon' WHERE unsure AND state IN ('requested', 'examination', 'info_requested');
CREATE UNIQUE INDEX space_of_institution ON spaces (institution) WHERE state NOT IN ('closed', 'refused', 'lapsed');
ALTER TABLE spaces DROP COLUMN unsure;
DROP TABLE space_arrivals;
