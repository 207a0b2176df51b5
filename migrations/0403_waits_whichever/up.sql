-- Whoever waits at several sessions of one course for whichever seat comes first: a seat at one ends the other waits.
ALTER TABLE enrolments ADD COLUMN whichever BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX enrolments_by_whichever ON enrolments (whichever, state);
