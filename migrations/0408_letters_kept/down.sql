ALTER TABLE decisions DROP COLUMN letter;
