-- Whether somebody has a part in what they would look at, as they said of a certification. Whoever said that they have takes no
-- place as a reviewer, and who holds one gives it back first: a review names what its reviewer said, and can name no conflict.
CREATE TABLE certification_interests (
    certification_id TEXT NOT NULL REFERENCES certifications (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    conflict BOOLEAN NOT NULL,
    said_at TIMESTAMP NOT NULL,
    PRIMARY KEY (certification_id, account_id),
    UNIQUE (certification_id, account_id, conflict)
);
CREATE INDEX certification_interests_by_account ON certification_interests (account_id);
INSERT INTO certification_interests (certification_id, account_id, conflict, said_at)
    SELECT certification_id, reviewer_id, FALSE, taken_at FROM certification_reviews;
-- What was said until now was only noted. Whoever took a place after that keeps it.
INSERT INTO certification_interests (certification_id, account_id, conflict, said_at)
    SELECT subject_id, account_id, TRUE, MIN(at) FROM audit_events
    WHERE action = 'certification.conflict' AND account_id IS NOT NULL AND subject_id IN (SELECT id FROM certifications)
    AND NOT EXISTS (
        SELECT 1 FROM certification_reviews
        WHERE certification_reviews.certification_id = audit_events.subject_id AND certification_reviews.reviewer_id = audit_events.account_id
    )
    GROUP BY subject_id, account_id;

CREATE TABLE certification_reviews_apart (
    certification_id TEXT NOT NULL REFERENCES certifications (id) ON DELETE CASCADE,
    -- There are two.
    place INTEGER NOT NULL CHECK (place IN (1, 2)),
    reviewer_id TEXT NOT NULL REFERENCES accounts (id),
    node_id TEXT NOT NULL REFERENCES nodes (id),
    verdict TEXT CHECK (verdict IN ('certify', 'revise', 'decline')),
    comment TEXT NOT NULL DEFAULT '',
    taken_at TIMESTAMP NOT NULL,
    submitted_at TIMESTAMP,
    conflict BOOLEAN NOT NULL DEFAULT FALSE CHECK (NOT conflict),
    PRIMARY KEY (certification_id, place),
    UNIQUE (certification_id, reviewer_id),
    UNIQUE (certification_id, node_id),
    FOREIGN KEY (certification_id, reviewer_id, conflict) REFERENCES certification_interests (certification_id, account_id, conflict),
    CHECK ((submitted_at IS NULL) = (verdict IS NULL))
);
INSERT INTO certification_reviews_apart (certification_id, place, reviewer_id, node_id, verdict, comment, taken_at, submitted_at)
    SELECT certification_id, place, reviewer_id, node_id, verdict, comment, taken_at, submitted_at FROM certification_reviews;
CREATE TABLE certification_answers_apart (
    certification_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    -- The code of a criterion of the grid.
    criterion TEXT NOT NULL,
    value TEXT NOT NULL CHECK (value IN ('yes', 'partly', 'no', 'na')),
    comment TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (certification_id, place, criterion),
    FOREIGN KEY (certification_id, place) REFERENCES certification_reviews_apart (certification_id, place) ON DELETE CASCADE
);
INSERT INTO certification_answers_apart (certification_id, place, criterion, value, comment)
    SELECT certification_id, place, criterion, value, comment FROM certification_answers;
DROP TABLE certification_answers;
DROP TABLE certification_reviews;
ALTER TABLE certification_reviews_apart RENAME TO certification_reviews;
ALTER TABLE certification_answers_apart RENAME TO certification_answers;
CREATE INDEX certification_reviews_by_reviewer ON certification_reviews (reviewer_id);
