ALTER TABLE material_points DROP COLUMN skill;
