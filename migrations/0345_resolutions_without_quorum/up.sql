-- Why a resolution is kept although too few votes were there; empty where the quorum was met, or nothing was decided.
ALTER TABLE resolutions ADD COLUMN quorum_reason TEXT NOT NULL DEFAULT '';
