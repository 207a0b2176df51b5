-- The skill to which an outcome leads, in words or with the address of a term of a vocabulary; empty where none is named.
ALTER TABLE material_points ADD COLUMN skill TEXT NOT NULL DEFAULT '';
