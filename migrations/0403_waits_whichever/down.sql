DROP INDEX enrolments_by_whichever;
ALTER TABLE enrolments DROP COLUMN whichever;
