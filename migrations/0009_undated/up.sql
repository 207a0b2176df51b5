-- The desk's moves without a deadline, for a plan that is kept whatever turn is bound to it.
DROP INDEX tickets_undated;
CREATE INDEX tickets_undated ON tickets (turn, id) WHERE next_due_at IS NULL;
