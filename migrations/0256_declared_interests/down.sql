CREATE TABLE certification_reviews_before (
    certification_id TEXT NOT NULL REFERENCES certifications (id) ON DELETE CASCADE,
    -- There are two.
    place INTEGER NOT NULL CHECK (place IN (1, 2)),
    reviewer_id TEXT NOT NULL REFERENCES accounts (id),
    node_id TEXT NOT NULL REFERENCES nodes (id),
    verdict TEXT CHECK (verdict IN ('certify', 'revise', 'decline')),
    comment TEXT NOT NULL DEFAULT '',
    taken_at TIMESTAMP NOT NULL,
    submitted_at TIMESTAMP,
    PRIMARY KEY (certification_id, place),
    UNIQUE (certification_id, reviewer_id),
    UNIQUE (certification_id, node_id),
    CHECK ((submitted_at IS NULL) = (verdict IS NULL))
);
INSERT INTO certification_reviews_before (certification_id, place, reviewer_id, node_id, verdict, comment, taken_at, submitted_at)
    SELECT certification_id, place, reviewer_id, node_id, verdict, comment, taken_at, submitted_at FROM certification_reviews;
CREATE TABLE certification_answers_before (
    certification_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    -- The code of a criterion of the grid.
    criterion TEXT NOT NULL,
    value TEXT NOT NULL CHECK (value IN ('yes', 'partly', 'no', 'na')),
    comment TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (certification_id, place, criterion),
    FOREIGN KEY (certification_id, place) REFERENCES certification_reviews_before (certification_id, place) ON DELETE CASCADE
);
INSERT INTO certification_answers_before (certification_id, place, criterion, value, comment)
    SELECT certification_id, place, criterion, value, comment FROM certification_answers;
DROP TABLE certification_answers;
DROP TABLE certification_reviews;
ALTER TABLE certification_reviews_before RENAME TO certification_reviews;
ALTER TABLE certification_answers_before RENAME TO certification_answers;
CREATE INDEX certification_reviews_by_reviewer ON certification_reviews (reviewer_id);
DROP TABLE certification_interests;
