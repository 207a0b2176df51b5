-- Mails that must arrive in the order in which they were written: of one series the oldest that waits goes first.
ALTER TABLE outbox ADD COLUMN series TEXT;
CREATE INDEX outbox_by_series ON outbox (series, state, queued_at, id);
