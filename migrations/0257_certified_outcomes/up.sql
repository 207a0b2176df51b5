-- A certificate says what was learnt, as its course said it when it was given: lines, in its language and in the other one.
ALTER TABLE certificates ADD COLUMN outcomes TEXT NOT NULL DEFAULT '';
ALTER TABLE certificates ADD COLUMN other_outcomes TEXT NOT NULL DEFAULT '';
