-- Whoever writes a draft is reminded of the closing, each time once.
CREATE TABLE application_reminders (
    application_id TEXT NOT NULL REFERENCES applications (id),
    step TEXT NOT NULL CHECK (step IN ('week', 'two_days', 'three_hours')),
    sent_at TIMESTAMP NOT NULL,
    PRIMARY KEY (application_id, step)
);
