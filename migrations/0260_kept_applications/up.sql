-- What an application said goes when its term has come: when its people were told that it will, when an archivist agreed where
-- that is asked for, when it went, and what is counted of it still, as JSON.
ALTER TABLE applications ADD COLUMN ends_told_at TIMESTAMP;
ALTER TABLE applications ADD COLUMN ends_agreed_at TIMESTAMP;
ALTER TABLE applications ADD COLUMN cleared_at TIMESTAMP;
ALTER TABLE applications ADD COLUMN figures TEXT NOT NULL DEFAULT '';
