ALTER TABLE convention_versions DROP COLUMN earlier_until;
