-- Reviewers who want no reminders.
CREATE TABLE quiet_reviewers (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES reviewers (account_id),
    since TIMESTAMP NOT NULL
);
