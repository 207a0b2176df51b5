-- Whether whoever had a question found that a node in its days of shadow would have been right for it.
CREATE TABLE label_opinions (
    label_id TEXT NOT NULL REFERENCES labels (id),
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    agrees BOOLEAN NOT NULL,
    said_at TIMESTAMP NOT NULL,
    PRIMARY KEY (label_id, ticket_id)
);
CREATE INDEX label_opinions_by_ticket ON label_opinions (ticket_id);
