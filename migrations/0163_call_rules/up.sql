-- What an application must be to be eligible, as rules that the program reads and anybody may try before applying.
CREATE TABLE call_rules (
    id TEXT PRIMARY KEY NOT NULL,
    call_id TEXT NOT NULL REFERENCES calls (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('complete', 'institutions', 'lead', 'staff', 'territory', 'letters', 'answer')),
    -- How many institutions, or how many full-time equivalents.
    least INTEGER NOT NULL DEFAULT 0 CHECK (least BETWEEN 0 AND 1000),
    -- Which question is to be answered how.
    field_key TEXT NOT NULL DEFAULT '',
    wanted TEXT NOT NULL DEFAULT '',
    -- Nothing is filed against it; otherwise a person examines it.
    blocking BOOLEAN NOT NULL,
    text_fr TEXT NOT NULL,
    text_en TEXT NOT NULL DEFAULT '',
    UNIQUE (call_id, position),
    CHECK ((kind = 'answer') = (field_key <> ''))
);
