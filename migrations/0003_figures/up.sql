-- What figures are made of, so that nobody who looks at them reads all tickets. '' stands for "not said" and for
-- "all nodes".

-- Each change of what counts, as it happens: rows are only added, so that no two tickets wait for each other.
CREATE TABLE tally_changes (
    id TEXT PRIMARY KEY NOT NULL,
    measure TEXT NOT NULL,
    month DATE NOT NULL,
    node_id TEXT NOT NULL,
    region TEXT NOT NULL,
    discipline TEXT NOT NULL,
    topic TEXT NOT NULL,
    state TEXT NOT NULL,
    value INTEGER NOT NULL,
    count INTEGER NOT NULL
);

-- What the changes of a month add up to. A sweep adds them, and counts each month anew from time to time.
CREATE TABLE tallies (
    measure TEXT NOT NULL,
    node_id TEXT NOT NULL,
    month DATE NOT NULL,
    region TEXT NOT NULL,
    discipline TEXT NOT NULL,
    topic TEXT NOT NULL,
    state TEXT NOT NULL,
    value INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (measure, node_id, month, region, discipline, topic, state, value)
);
CREATE INDEX tallies_by_month ON tallies (month);

-- The months whose tallies are complete; others are counted from the tickets.
CREATE TABLE tallied_months (
    month DATE PRIMARY KEY NOT NULL,
    counted_at TIMESTAMP NOT NULL
);

-- What the public sees of a year, as of the end of a month: it stays as it is until the next month has ended.
CREATE TABLE published_figures (
    year INTEGER NOT NULL,
    as_of DATE NOT NULL,
    figures TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    PRIMARY KEY (year, as_of)
);
CREATE INDEX satisfactions_by_time ON satisfactions (given_at);
CREATE INDEX coverage_gaps_by_time ON coverage_gaps (recorded_at);
