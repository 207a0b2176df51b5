ALTER TABLE seat_pools DROP COLUMN kept;
