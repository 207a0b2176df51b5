ALTER TABLE calls DROP COLUMN announced_at;
