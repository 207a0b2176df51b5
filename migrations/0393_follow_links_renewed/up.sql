-- Until when a link that had ended opens its ticket again: those who asked had a new one mailed.
ALTER TABLE tickets ADD COLUMN follow_until TIMESTAMP;
