-- What a session of a course begins with: a new one takes its values from here, and then has its own.
ALTER TABLE courses ADD COLUMN session_title TEXT NOT NULL DEFAULT '';
ALTER TABLE courses ADD COLUMN session_mode TEXT NOT NULL DEFAULT 'on_site'
    CHECK (session_mode IN ('on_site', 'online', 'hybrid'));
ALTER TABLE courses ADD COLUMN session_language TEXT NOT NULL DEFAULT 'fr' CHECK (session_language IN ('fr', 'en'));
ALTER TABLE courses ADD COLUMN session_place TEXT NOT NULL DEFAULT '';
ALTER TABLE courses ADD COLUMN session_join_url TEXT NOT NULL DEFAULT '';
ALTER TABLE courses ADD COLUMN session_practical TEXT NOT NULL DEFAULT '';
-- One on a line; a question that must be answered ends with a star.
ALTER TABLE courses ADD COLUMN session_trainers TEXT NOT NULL DEFAULT '';
ALTER TABLE courses ADD COLUMN session_questions TEXT NOT NULL DEFAULT '';
ALTER TABLE courses ADD COLUMN session_approval BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE courses ADD COLUMN session_pending_holds BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE courses ADD COLUMN session_offer_hours INTEGER NOT NULL DEFAULT 48
    CHECK (session_offer_hours BETWEEN 0 AND 720);
ALTER TABLE courses ADD COLUMN session_on_site INTEGER CHECK (session_on_site BETWEEN 1 AND 2000);
ALTER TABLE courses ADD COLUMN session_online INTEGER CHECK (session_online BETWEEN 1 AND 2000);
-- When a meeting begins, by the clock of the session (14:00).
ALTER TABLE courses ADD COLUMN session_starts TEXT NOT NULL DEFAULT '';

-- A trainer who has an account is known by it, whatever their name; others by their name only.
ALTER TABLE session_trainers ADD COLUMN account_id TEXT REFERENCES accounts (id);
CREATE INDEX session_trainers_by_account ON session_trainers (account_id);

-- The title in the other language, as it was printed; empty when there is none.
ALTER TABLE certificates ADD COLUMN other_title TEXT NOT NULL DEFAULT '';
