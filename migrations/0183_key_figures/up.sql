-- What the network counted at the end of each month.
CREATE TABLE key_figures (
    -- The first day of the month.
    month DATE NOT NULL,
    code TEXT NOT NULL,
    value BIGINT NOT NULL CHECK (value >= 0),
    PRIMARY KEY (month, code)
);
