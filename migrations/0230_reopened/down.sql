ALTER TABLE completion_requests DROP COLUMN closed_at;
ALTER TABLE decisions DROP COLUMN reopened_because;
