-- Certification of materials: a version is looked at by two people of two nodes that did not make it, by a grid of
-- criteria that everybody can read.

-- Until when a version bears the label; nothing while it does not.
ALTER TABLE material_versions ADD COLUMN certified_until DATE;

CREATE TABLE certifications (
    id TEXT PRIMARY KEY NOT NULL,
    version_id TEXT NOT NULL REFERENCES material_versions (id) ON DELETE CASCADE,
    -- The version of the grid by which it is looked at.
    grid INTEGER NOT NULL CHECK (grid > 0),
    state TEXT NOT NULL CHECK (state IN ('requested', 'certified', 'revise', 'declined', 'suspended', 'expired')),
    requested_by TEXT NOT NULL REFERENCES accounts (id),
    requested_at TIMESTAMP NOT NULL,
    decided_at TIMESTAMP,
    expires_on DATE,
    -- Why it is suspended.
    reason TEXT NOT NULL DEFAULT '',
    -- For which of the days before the end its node was last written to.
    reminded_days INTEGER,
    CHECK ((decided_at IS NULL) = (state = 'requested')),
    CHECK ((expires_on IS NOT NULL) = (state IN ('certified', 'suspended', 'expired')))
);
-- One that is under way or holds, for each version.
CREATE UNIQUE INDEX certifications_open ON certifications (version_id) WHERE state IN ('requested', 'certified', 'suspended');
CREATE INDEX certifications_by_state ON certifications (state, requested_at, id);
CREATE INDEX certifications_by_end ON certifications (expires_on) WHERE state = 'certified';

CREATE TABLE certification_reviews (
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
CREATE INDEX certification_reviews_by_reviewer ON certification_reviews (reviewer_id);

CREATE TABLE certification_answers (
    certification_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    -- The code of a criterion of the grid.
    criterion TEXT NOT NULL,
    value TEXT NOT NULL CHECK (value IN ('yes', 'partly', 'no', 'na')),
    comment TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (certification_id, place, criterion),
    FOREIGN KEY (certification_id, place) REFERENCES certification_reviews (certification_id, place) ON DELETE CASCADE
);
