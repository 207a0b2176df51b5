DROP INDEX certifications_held;
DROP INDEX certifications_open;
CREATE UNIQUE INDEX certifications_open ON certifications (version_id) WHERE state IN ('requested', 'certified', 'suspended');
