-- What those who apply and whoever runs the call write to each other about one application.

CREATE TABLE application_messages (
    -- Made with the form, so that sending it twice says it once.
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    side TEXT NOT NULL CHECK (side IN ('applicants', 'coordination')),
    author_id TEXT NOT NULL REFERENCES accounts (id),
    body TEXT NOT NULL,
    by_mail BOOLEAN NOT NULL DEFAULT FALSE,
    posted_at TIMESTAMP NOT NULL
);
CREATE INDEX application_messages_by_application ON application_messages (application_id, posted_at);

-- A mail that names an application is for nobody but those who may read its messages.
ALTER TABLE received_mails ADD COLUMN application_id TEXT;
