DROP INDEX letter_batch_live;
CREATE UNIQUE INDEX letter_batch_live ON letter_batches (call_id) WHERE stopped_at IS NULL;
DROP TABLE appeals;
