ALTER TABLE material_versions DROP COLUMN availability;
