-- By when the node that took a question over owes its answer, while what the team was promised before lies earlier.
ALTER TABLE tickets ADD COLUMN own_due_at TIMESTAMP;
