-- The pages that are looked at in a month, as they were drawn at its beginning.
CREATE TABLE freshness_samples (
    month DATE NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    PRIMARY KEY (month, node_id)
);
