-- What came of a promise in a month, as it was measured once the month was over, and by which formula: another formula changes
-- nothing of it. No value where too little happened.
CREATE TABLE label_months (
    label_id TEXT NOT NULL REFERENCES labels (id),
    indicator TEXT NOT NULL,
    month DATE NOT NULL,
    formula INTEGER NOT NULL CHECK (formula > 0),
    value BIGINT,
    PRIMARY KEY (label_id, indicator, month)
);
