-- Bodies of the network: who sits in them, when they meet, what they decided and whether it is done. What is public and what
-- is not stand in columns of their own.

CREATE TABLE bodies (
    id TEXT PRIMARY KEY NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    -- What references of its resolutions begin with, in capital letters.
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('direction', 'steering', 'scientific', 'technical', 'users', 'selection')),
    name_fr TEXT NOT NULL,
    name_en TEXT NOT NULL DEFAULT '',
    mandate_fr TEXT NOT NULL DEFAULT '',
    mandate_en TEXT NOT NULL DEFAULT '',
    -- So many of a hundred votes must be there for it to decide.
    quorum INTEGER NOT NULL CHECK (quorum BETWEEN 0 AND 100),
    made_at TIMESTAMP NOT NULL,
    changed_at TIMESTAMP NOT NULL
);

-- Somebody's time in a body.
CREATE TABLE body_seats (
    id TEXT PRIMARY KEY NOT NULL,
    body_id TEXT NOT NULL REFERENCES bodies (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    capacity TEXT NOT NULL CHECK (capacity IN ('chair', 'member', 'secretary', 'guest')),
    votes BOOLEAN NOT NULL,
    institution TEXT REFERENCES institutions (slug),
    -- As what they sit there, in words.
    quality TEXT NOT NULL DEFAULT '',
    -- Whose place they take when that one cannot come.
    alternate_of TEXT REFERENCES body_seats (id),
    starts_on DATE NOT NULL,
    -- The last day.
    ends_on DATE,
    CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CHECK (alternate_of IS NULL OR NOT votes)
);
CREATE INDEX body_seats_by_body ON body_seats (body_id, starts_on);
CREATE INDEX body_seats_by_account ON body_seats (account_id, starts_on);

CREATE TABLE body_meetings (
    -- Random: what is published of it is found by it.
    id TEXT PRIMARY KEY NOT NULL,
    body_id TEXT NOT NULL REFERENCES bodies (id),
    state TEXT NOT NULL CHECK (state IN ('planned', 'convened', 'held', 'circulated', 'approved', 'published', 'cancelled')),
    title TEXT NOT NULL,
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    place TEXT NOT NULL DEFAULT '',
    join_url TEXT NOT NULL DEFAULT '',
    -- How often its time or its place changed since it was convened.
    sequence INTEGER NOT NULL DEFAULT 0,
    convened_at TIMESTAMP,
    circulated_at TIMESTAMP,
    approved_at TIMESTAMP,
    published_at TIMESTAMP,
    -- Why it does not take place.
    reason TEXT NOT NULL DEFAULT '',
    lock_version INTEGER NOT NULL DEFAULT 0,
    CHECK (starts_at < ends_at),
    CHECK (state <> 'published' OR published_at IS NOT NULL),
    CHECK (state <> 'cancelled' OR reason <> '')
);
CREATE INDEX body_meetings_by_body ON body_meetings (body_id, starts_at);
CREATE INDEX body_meetings_by_time ON body_meetings (state, starts_at, id);

CREATE TABLE agenda_items (
    id TEXT PRIMARY KEY NOT NULL,
    meeting_id TEXT NOT NULL REFERENCES body_meetings (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('information', 'discussion', 'decision')),
    title TEXT NOT NULL,
    -- So many minutes are meant for it.
    minutes INTEGER CHECK (minutes > 0),
    -- Nothing of it is published, not even its title.
    reserved BOOLEAN NOT NULL DEFAULT FALSE,
    public_minutes TEXT NOT NULL DEFAULT '',
    private_minutes TEXT NOT NULL DEFAULT ''
);
CREATE INDEX agenda_items_by_meeting ON agenda_items (meeting_id, position);

CREATE TABLE meeting_documents (
    id TEXT PRIMARY KEY NOT NULL,
    meeting_id TEXT NOT NULL REFERENCES body_meetings (id),
    item_id TEXT REFERENCES agenda_items (id),
    sha256 TEXT NOT NULL REFERENCES stored_files (sha256),
    name TEXT NOT NULL,
    -- Published with the minutes.
    public BOOLEAN NOT NULL DEFAULT FALSE,
    added_at TIMESTAMP NOT NULL
);
CREATE INDEX meeting_documents_by_meeting ON meeting_documents (meeting_id, added_at);
CREATE INDEX meeting_documents_by_file ON meeting_documents (sha256);

-- Whether somebody comes, as they say, and whether they came.
CREATE TABLE meeting_presences (
    meeting_id TEXT NOT NULL REFERENCES body_meetings (id),
    seat_id TEXT NOT NULL REFERENCES body_seats (id),
    answer TEXT CHECK (answer IN ('present', 'excused', 'represented')),
    answered_at TIMESTAMP,
    presence TEXT CHECK (presence IN ('present', 'excused', 'represented')),
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (meeting_id, seat_id)
);
CREATE INDEX meeting_presences_by_seat ON meeting_presences (seat_id);

-- What members say of minutes that were circulated.
CREATE TABLE minutes_remarks (
    id TEXT PRIMARY KEY NOT NULL,
    meeting_id TEXT NOT NULL REFERENCES body_meetings (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    body TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL
);
CREATE INDEX minutes_remarks_by_meeting ON minutes_remarks (meeting_id, made_at);
CREATE INDEX minutes_remarks_by_account ON minutes_remarks (account_id);

CREATE TABLE resolutions (
    id TEXT PRIMARY KEY NOT NULL,
    -- COPIL-2026-03-R2
    reference TEXT NOT NULL UNIQUE,
    body_id TEXT NOT NULL REFERENCES bodies (id),
    meeting_id TEXT NOT NULL REFERENCES body_meetings (id),
    item_id TEXT REFERENCES agenda_items (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('adopted', 'rejected', 'deferred', 'superseded')),
    title TEXT NOT NULL,
    -- What is published with the minutes, where it is public.
    body TEXT NOT NULL,
    -- What only the body reads.
    private_note TEXT NOT NULL DEFAULT '',
    public BOOLEAN NOT NULL,
    votes_for INTEGER CHECK (votes_for >= 0),
    votes_against INTEGER CHECK (votes_against >= 0),
    votes_abstained INTEGER CHECK (votes_abstained >= 0),
    owner_id TEXT REFERENCES accounts (id),
    due_on DATE,
    done_on DATE,
    -- What came of it, for who may read it.
    done_note TEXT NOT NULL DEFAULT '',
    superseded_by TEXT REFERENCES resolutions (id),
    made_at TIMESTAMP NOT NULL,
    -- Its owner was reminded of it.
    reminded_at TIMESTAMP,
    CHECK ((outcome = 'superseded') = (superseded_by IS NOT NULL))
);
CREATE INDEX resolutions_by_meeting ON resolutions (meeting_id, made_at);
CREATE INDEX resolutions_by_owner ON resolutions (owner_id, due_on);
CREATE INDEX resolutions_by_body ON resolutions (body_id, made_at);

-- What a resolution changed, by its address on this site or elsewhere.
CREATE TABLE resolution_links (
    id TEXT PRIMARY KEY NOT NULL,
    resolution_id TEXT NOT NULL REFERENCES resolutions (id),
    address TEXT NOT NULL,
    title TEXT NOT NULL,
    UNIQUE (resolution_id, address)
);
CREATE INDEX resolution_links_by_address ON resolution_links (address);

-- Where each resolution stands in the full-text index.
CREATE TABLE resolution_search (
    id TEXT PRIMARY KEY NOT NULL REFERENCES resolutions (id) ON DELETE CASCADE,
    position BIGINT NOT NULL
);
CREATE INDEX resolution_search_by_position ON resolution_search (position);
