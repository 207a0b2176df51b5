-- Colleagues whom a team lets follow its question. Until they confirm by mail they see nothing.
CREATE TABLE ticket_colleagues (
    id TEXT PRIMARY KEY NOT NULL,
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    added_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    UNIQUE (ticket_id, email)
);
CREATE INDEX ticket_colleagues_by_email ON ticket_colleagues (email);
CREATE INDEX ticket_colleagues_unconfirmed ON ticket_colleagues (added_at) WHERE confirmed_at IS NULL;
