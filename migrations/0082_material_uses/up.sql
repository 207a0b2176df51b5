-- Materials that were put into answers.
CREATE TABLE ticket_materials (
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    material_id TEXT NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    used_by TEXT NOT NULL REFERENCES accounts (id),
    used_at TIMESTAMP NOT NULL,
    PRIMARY KEY (ticket_id, material_id)
);
CREATE INDEX ticket_materials_by_material ON ticket_materials (material_id);
