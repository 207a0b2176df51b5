-- What the letters of a decision said that does not stand in the decision itself, as it was when they left. Of what left before
-- this it is computed as it was.
ALTER TABLE decisions ADD COLUMN letter TEXT NOT NULL DEFAULT '';
