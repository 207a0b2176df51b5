-- What readers of a withdrawn material are sent to.
ALTER TABLE materials ADD COLUMN replaced_by_id TEXT REFERENCES materials (id);
