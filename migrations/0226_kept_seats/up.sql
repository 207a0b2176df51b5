-- No more seats are kept for some than there are. What was kept beyond is kept no more: whoever it was for gets them in their turn.
UPDATE seat_quotas SET reserved = 0 WHERE pool_id IN (
    SELECT seat_pools.id FROM seat_pools JOIN seat_quotas AS kept ON kept.pool_id = seat_pools.id
    GROUP BY seat_pools.id, seat_pools.capacity HAVING SUM(kept.reserved) > seat_pools.capacity
);
ALTER TABLE seat_pools ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CHECK (kept BETWEEN 0 AND capacity);
UPDATE seat_pools SET kept = COALESCE((SELECT SUM(reserved) FROM seat_quotas WHERE pool_id = seat_pools.id), 0);
