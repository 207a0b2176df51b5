-- Where a question would end with nobody: a region, a discipline, and the desk where it would stay, as found last night.
CREATE TABLE nowhere_places (
    region TEXT NOT NULL,
    discipline TEXT NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    -- Of how many topics, one of them being none.
    topics INTEGER NOT NULL CHECK (topics > 0),
    since TIMESTAMP NOT NULL,
    PRIMARY KEY (region, discipline)
);
