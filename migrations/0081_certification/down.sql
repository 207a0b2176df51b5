DROP TABLE certification_answers;
DROP TABLE certification_reviews;
DROP TABLE certifications;
ALTER TABLE material_versions DROP COLUMN certified_until;
