DROP INDEX audit_events_by_account;
ALTER TABLE sweeps DROP COLUMN last_error;
ALTER TABLE sweeps DROP COLUMN failed_at;
ALTER TABLE sweeps DROP COLUMN last_count;
ALTER TABLE api_tokens DROP COLUMN last_used_at;
