ALTER TABLE material_files DROP COLUMN finished;
ALTER TABLE material_files DROP COLUMN opened;
