-- When somebody proved anew who they are in a browser, for what reaches far.
ALTER TABLE sessions ADD COLUMN proven_at TIMESTAMP;
