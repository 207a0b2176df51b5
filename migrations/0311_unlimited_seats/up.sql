-- There are as many seats as people who come. The rows of `seats` are made as they are taken, and the capacity says nothing then.
ALTER TABLE seat_pools ADD COLUMN unlimited BOOLEAN NOT NULL DEFAULT FALSE;
