-- What a call is to fill first: places of the gap map, with what the public saw of them on the day they were chosen.

CREATE TABLE call_priorities (
    call_id TEXT NOT NULL REFERENCES calls (id),
    region TEXT NOT NULL REFERENCES regions (code),
    -- A discipline above all others.
    area TEXT NOT NULL REFERENCES disciplines (code),
    nodes INTEGER NOT NULL CHECK (nodes >= 0),
    -- Questions of that year; none when there were too few to be shown.
    demand BIGINT CHECK (demand >= 0),
    year INTEGER NOT NULL,
    chosen_on DATE NOT NULL,
    PRIMARY KEY (call_id, region, area)
);
