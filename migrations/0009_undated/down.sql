DROP INDEX tickets_undated;
CREATE INDEX tickets_undated ON tickets (id) WHERE turn = 'ours' AND next_due_at IS NULL;
