ALTER TABLE material_files DROP COLUMN flaws;
DROP TABLE material_uses;
