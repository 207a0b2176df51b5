-- Whoever writes an application with its owner proposes an institution; until the owner accepts it, it has no part.
ALTER TABLE application_partners ADD COLUMN proposed BOOLEAN NOT NULL DEFAULT FALSE;
