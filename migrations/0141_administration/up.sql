-- When a key was last used, to the ten minutes: who gives keys out must see which ones nobody needs.
ALTER TABLE api_tokens ADD COLUMN last_used_at TIMESTAMP;

-- How recurring work went: what it did last, and why it failed if it did.
ALTER TABLE sweeps ADD COLUMN last_count INTEGER;
ALTER TABLE sweeps ADD COLUMN failed_at TIMESTAMP;
ALTER TABLE sweeps ADD COLUMN last_error TEXT;

-- What somebody did, newest first.
CREATE INDEX audit_events_by_account ON audit_events (account_id, at);
