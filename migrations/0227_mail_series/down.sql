DROP INDEX outbox_by_series;
ALTER TABLE outbox DROP COLUMN series;
