-- Mails about an application are bound to it, so that one that comes back is seen there and goes to somebody else.

-- What was sent to those who apply is kept with it as long as the row is: it may have to be sent again.
ALTER TABLE outbox ADD COLUMN application_id TEXT;
CREATE INDEX outbox_by_application ON outbox (application_id) WHERE application_id IS NOT NULL;

-- Who is written to when the owner cannot be reached.
CREATE TABLE application_contacts (
    application_id TEXT PRIMARY KEY NOT NULL REFERENCES applications (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    given_by TEXT NOT NULL REFERENCES accounts (id),
    given_at TIMESTAMP NOT NULL
);
