-- Where in the world a version may be had, as the training profile of EOSC asks: WW the world, EU Europe, FR France, OT elsewhere.
ALTER TABLE material_versions ADD COLUMN availability TEXT NOT NULL DEFAULT 'WW';
