-- Shared training materials. A material has an address that stays; what it says is a version, and a published version is
-- never changed: the next one takes its place, and the earlier one keeps its own address.

CREATE TABLE materials (
    id TEXT PRIMARY KEY NOT NULL,
    -- Given with the first publication, from the title.
    slug TEXT UNIQUE,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    -- The identifier of the material whatever its version: bare, in small letters.
    doi TEXT,
    -- Of which version of which other material it was made; of which it is a translation.
    derived_from_id TEXT REFERENCES materials (id),
    derived_from_number INTEGER,
    translation_of_id TEXT REFERENCES materials (id),
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    withdrawn_by TEXT REFERENCES accounts (id),
    withdrawn_at TIMESTAMP,
    withdrawn_reason TEXT NOT NULL DEFAULT '',
    CHECK ((derived_from_id IS NULL) = (derived_from_number IS NULL)),
    CHECK (derived_from_id <> id),
    CHECK (translation_of_id <> id),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE INDEX materials_by_node ON materials (node_id, id);
CREATE INDEX materials_by_source ON materials (derived_from_id) WHERE derived_from_id IS NOT NULL;
CREATE INDEX materials_by_original ON materials (translation_of_id) WHERE translation_of_id IS NOT NULL;
CREATE UNIQUE INDEX materials_doi ON materials (doi) WHERE doi IS NOT NULL AND withdrawn_at IS NULL;

-- The nodes that made it with the responsible one.
CREATE TABLE material_nodes (
    material_id TEXT NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    PRIMARY KEY (material_id, node_id)
);

CREATE TABLE material_versions (
    id TEXT PRIMARY KEY NOT NULL,
    material_id TEXT NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number > 0),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'superseded', 'withdrawn')),
    -- In the material's own language, and for readers of French and of English where that is another one.
    title TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    title_fr TEXT NOT NULL DEFAULT '',
    summary_fr TEXT NOT NULL DEFAULT '',
    title_en TEXT NOT NULL DEFAULT '',
    summary_en TEXT NOT NULL DEFAULT '',
    -- Codes separated by commas, in the order in which they were chosen; languages as BCP 47 says.
    languages TEXT NOT NULL DEFAULT '',
    topic_codes TEXT NOT NULL DEFAULT '',
    discipline_codes TEXT NOT NULL DEFAULT '',
    stage_codes TEXT NOT NULL DEFAULT '',
    audience_codes TEXT NOT NULL DEFAULT '',
    keywords TEXT NOT NULL DEFAULT '',
    kind TEXT,
    level TEXT,
    access TEXT NOT NULL DEFAULT 'open',
    -- An SPDX identifier; only a draft may lack one.
    licence TEXT NOT NULL DEFAULT '',
    self_minutes INTEGER CHECK (self_minutes > 0),
    taught_minutes INTEGER CHECK (taught_minutes > 0),
    contact TEXT NOT NULL DEFAULT '',
    accessibility TEXT NOT NULL DEFAULT '',
    doi TEXT,
    change_note TEXT NOT NULL DEFAULT '',
    author_id TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    published_by TEXT REFERENCES accounts (id),
    published_at TIMESTAMP,
    lock_version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (material_id, number),
    CHECK ((published_at IS NULL) = (state = 'draft')),
    CHECK (state = 'draft' OR (licence <> '' AND level IS NOT NULL AND kind IS NOT NULL AND languages <> ''))
);
CREATE UNIQUE INDEX material_versions_draft ON material_versions (material_id) WHERE state = 'draft';
CREATE UNIQUE INDEX material_versions_published ON material_versions (material_id) WHERE state = 'published';
CREATE UNIQUE INDEX material_versions_doi ON material_versions (doi) WHERE doi IS NOT NULL;
CREATE INDEX material_versions_by_state ON material_versions (state, updated_at, id);

CREATE TABLE material_people (
    version_id TEXT NOT NULL REFERENCES material_versions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('author', 'contributor')),
    name TEXT NOT NULL CHECK (name <> ''),
    -- Sixteen digits, the last one perhaps X, in groups of four.
    orcid TEXT CHECK (length(orcid) = 19),
    affiliation TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, position)
);

-- What one can do afterwards, and what one needs before; each a line of its own.
CREATE TABLE material_points (
    version_id TEXT NOT NULL REFERENCES material_versions (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('outcome', 'prerequisite')),
    position INTEGER NOT NULL,
    body TEXT NOT NULL CHECK (body <> ''),
    -- A prerequisite that is another material.
    needs_id TEXT REFERENCES materials (id),
    PRIMARY KEY (version_id, kind, position)
);
CREATE INDEX material_points_by_need ON material_points (needs_id) WHERE needs_id IS NOT NULL;

CREATE TABLE material_files (
    id TEXT PRIMARY KEY NOT NULL,
    version_id TEXT NOT NULL REFERENCES material_versions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES stored_files (sha256),
    name TEXT NOT NULL,
    alt_text TEXT NOT NULL DEFAULT '',
    -- What one needs to adapt the material.
    is_source BOOLEAN NOT NULL DEFAULT FALSE,
    -- What a ZIP file holds, when it is something to be played, and where it begins.
    package TEXT NOT NULL DEFAULT 'none' CHECK (package IN ('none', 'html', 'scorm12', 'scorm2004', 'h5p')),
    entry TEXT NOT NULL DEFAULT '',
    UNIQUE (version_id, position)
);
CREATE INDEX material_files_by_content ON material_files (sha256);

CREATE TABLE material_links (
    version_id TEXT NOT NULL REFERENCES material_versions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    -- Without what does not change where it leads: two that are the same have the same.
    url_norm TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, position),
    UNIQUE (version_id, url_norm)
);
CREATE INDEX material_links_by_place ON material_links (url_norm);

-- Where each published material stands in the full-text index, by its last publication.
CREATE TABLE material_search (
    id TEXT PRIMARY KEY NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    position BIGINT NOT NULL
);
CREATE INDEX material_search_by_position ON material_search (position);

-- By what each published material is narrowed down, for the counts that every process keeps in memory; empty when it is
-- not published any more. `seq` says since when it is so.
CREATE TABLE material_facets (
    id TEXT PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    facets TEXT NOT NULL
);
CREATE INDEX material_facets_by_seq ON material_facets (seq);

-- One row: the last `seq` given. Whoever changes what is published holds it until their transaction ends, so that no
-- smaller one becomes visible later.
CREATE TABLE material_changes (
    id TEXT PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL
);
INSERT INTO material_changes (id, seq) VALUES ('published', 0);
