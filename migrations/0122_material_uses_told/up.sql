-- What trainers tell after they taught with a material: when, before how many, what worked, what they would change.
CREATE TABLE material_uses (
    id TEXT PRIMARY KEY NOT NULL,
    material_id TEXT NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    -- Which version of it.
    number INTEGER NOT NULL CHECK (number > 0),
    node_id TEXT NOT NULL REFERENCES nodes (id),
    used_on DATE NOT NULL,
    people INTEGER NOT NULL CHECK (people > 0),
    worked TEXT NOT NULL DEFAULT '',
    to_change TEXT NOT NULL DEFAULT '',
    told_by TEXT NOT NULL REFERENCES accounts (id),
    told_at TIMESTAMP NOT NULL,
    -- Taken away from readers by who answers for the material, or by who told it.
    hidden_by TEXT REFERENCES accounts (id),
    hidden_at TIMESTAMP,
    CHECK ((hidden_at IS NULL) = (hidden_by IS NULL))
);
CREATE INDEX material_uses_by_material ON material_uses (material_id, used_on);

-- What keeps some people out of a file, as far as a program saw: codes separated by commas.
ALTER TABLE material_files ADD COLUMN flaws TEXT NOT NULL DEFAULT '';
