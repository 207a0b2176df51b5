ALTER TABLE applications DROP COLUMN figures;
ALTER TABLE applications DROP COLUMN cleared_at;
ALTER TABLE applications DROP COLUMN ends_agreed_at;
ALTER TABLE applications DROP COLUMN ends_told_at;
