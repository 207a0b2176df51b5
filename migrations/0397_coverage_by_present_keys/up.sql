-- Most rows lack most keys. Counted with them, a key that few rows have looked to SQLite's planner as common as its absence,
-- and it read all of coverage for a question.
DROP INDEX coverage_by_institution;
CREATE INDEX coverage_by_institution ON coverage (institution) WHERE institution IS NOT NULL;
DROP INDEX coverage_by_site;
CREATE INDEX coverage_by_site ON coverage (site) WHERE site IS NOT NULL;
DROP INDEX coverage_by_region;
CREATE INDEX coverage_by_region ON coverage (region) WHERE region IS NOT NULL;
DROP INDEX coverage_by_discipline;
CREATE INDEX coverage_by_discipline ON coverage (discipline) WHERE discipline IS NOT NULL;
DROP INDEX coverage_by_topic;
CREATE INDEX coverage_by_topic ON coverage (topic) WHERE topic IS NOT NULL;
