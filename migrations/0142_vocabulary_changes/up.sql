-- What the network calls an entry of a vocabulary in place of what was imported, and entries that are offered no more. An
-- import changes nothing of it; what names such an entry goes on naming it.
CREATE TABLE term_changes (
    vocabulary TEXT NOT NULL CHECK (vocabulary IN ('region', 'discipline', 'topic', 'service')),
    code TEXT NOT NULL,
    label_fr TEXT NOT NULL CHECK (label_fr <> ''),
    label_en TEXT NOT NULL CHECK (label_en <> ''),
    retired_at TIMESTAMP,
    replaced_by TEXT,
    PRIMARY KEY (vocabulary, code)
);
