-- Why a decision that was validated is taken up again before it was told.
ALTER TABLE decisions ADD COLUMN reopened_because TEXT NOT NULL DEFAULT '';
-- A request that nobody answered before the committee began to decide, or that no longer concerns anybody.
ALTER TABLE completion_requests ADD COLUMN closed_at TIMESTAMP;
