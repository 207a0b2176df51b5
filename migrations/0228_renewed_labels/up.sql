-- A label may be asked for again before it ends: one request that is under way, and one label, for each version.
DROP INDEX certifications_open;
CREATE UNIQUE INDEX certifications_open ON certifications (version_id) WHERE state = 'requested';
CREATE UNIQUE INDEX certifications_held ON certifications (version_id) WHERE state IN ('certified', 'suspended');
