-- Whether pages of nodes are still exact: who was asked, and what was found when some were looked at.

CREATE TABLE freshness_requests (
    node_id TEXT PRIMARY KEY NOT NULL REFERENCES nodes (id),
    -- Since when nobody had confirmed the page when its managers were last asked.
    about TIMESTAMP NOT NULL,
    asked_at TIMESTAMP NOT NULL
);

-- Each month some pages are looked at by who steers the network.
CREATE TABLE freshness_checks (
    -- The first day of the month.
    month DATE NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong')),
    note TEXT NOT NULL DEFAULT '',
    checked_by TEXT NOT NULL REFERENCES accounts (id),
    checked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (month, node_id),
    CHECK (verdict = 'right' OR note <> '')
);
