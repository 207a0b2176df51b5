-- No more seats are kept for some than there are. Whoever was kept seats for first keeps them; what is beyond the seats there are
-- is kept no more, and whoever it was for gets them in their turn.
UPDATE seat_quotas SET reserved = CASE
    WHEN (SELECT SUM(earlier.reserved) FROM seat_quotas AS earlier WHERE earlier.pool_id = seat_quotas.pool_id AND earlier.id < seat_quotas.id)
        >= (SELECT capacity FROM seat_pools WHERE seat_pools.id = seat_quotas.pool_id) THEN 0
    ELSE (SELECT capacity FROM seat_pools WHERE seat_pools.id = seat_quotas.pool_id)
        - COALESCE((SELECT SUM(earlier.reserved) FROM seat_quotas AS earlier WHERE earlier.pool_id = seat_quotas.pool_id AND earlier.id < seat_quotas.id), 0)
    END
WHERE reserved > 0 AND reserved + COALESCE((SELECT SUM(earlier.reserved) FROM seat_quotas AS earlier WHERE earlier.pool_id = seat_quotas.pool_id AND earlier.id < seat_quotas.id), 0)
    > (SELECT capacity FROM seat_pools WHERE seat_pools.id = seat_quotas.pool_id);
ALTER TABLE seat_pools ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CHECK (kept BETWEEN 0 AND capacity);
UPDATE seat_pools SET kept = COALESCE((SELECT SUM(reserved) FROM seat_quotas WHERE pool_id = seat_pools.id), 0);
