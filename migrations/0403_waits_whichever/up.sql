-- Whoever waits at several sessions of one course for whichever comes first: a seat at one ends the other waits.
ALTER TABLE enrolments ADD COLUMN whichever BOOLEAN NOT NULL DEFAULT FALSE;
