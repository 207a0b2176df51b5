ALTER TABLE seat_pools DROP COLUMN unlimited;
