-- Published answers. An article has an address that stays; what it says is a version, and a published version is never
-- changed: the next one takes its place.

CREATE TABLE articles (
    id TEXT PRIMARY KEY NOT NULL,
    -- Given with the first publication, from the title that was approved.
    slug TEXT UNIQUE,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    -- The ticket it was made of; no page for the public reads this.
    ticket_id TEXT UNIQUE REFERENCES tickets (id) ON DELETE SET NULL,
    -- Until when it is trusted to be true, and when its node was last asked.
    review_on DATE,
    review_asked_on DATE,
    checked_at TIMESTAMP,
    useful INTEGER NOT NULL DEFAULT 0,
    not_useful INTEGER NOT NULL DEFAULT 0,
    insertions INTEGER NOT NULL DEFAULT 0,
    -- Stems of the published version, by which suggestions are ranked.
    title_terms TEXT NOT NULL DEFAULT '',
    body_terms TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX articles_by_node ON articles (node_id, id);
CREATE INDEX articles_by_review ON articles (review_on) WHERE review_on IS NOT NULL;

CREATE TABLE article_versions (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number > 0),
    state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'published', 'superseded', 'withdrawn')),
    title_fr TEXT NOT NULL DEFAULT '',
    body_fr TEXT NOT NULL DEFAULT '',
    title_en TEXT NOT NULL DEFAULT '',
    body_en TEXT NOT NULL DEFAULT '',
    -- Codes separated by commas, in the order in which they were chosen.
    topic_codes TEXT NOT NULL DEFAULT '',
    discipline_codes TEXT NOT NULL DEFAULT '',
    review_months INTEGER NOT NULL DEFAULT 12 CHECK (review_months BETWEEN 1 AND 36),
    -- What changed and why, for the history.
    change_note TEXT NOT NULL DEFAULT '',
    author_id TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    proposed_at TIMESTAMP,
    -- Who sent it back, and why.
    returned_by TEXT REFERENCES accounts (id),
    return_reason TEXT NOT NULL DEFAULT '',
    approved_by TEXT REFERENCES accounts (id),
    published_at TIMESTAMP,
    ended_by TEXT REFERENCES accounts (id),
    ended_at TIMESTAMP,
    end_reason TEXT NOT NULL DEFAULT '',
    lock_version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (article_id, number),
    CHECK (approved_by IS NULL OR approved_by <> author_id),
    CHECK ((published_at IS NULL) = (state IN ('draft', 'proposed')))
);
CREATE UNIQUE INDEX article_versions_in_work ON article_versions (article_id) WHERE state IN ('draft', 'proposed');
CREATE UNIQUE INDEX article_versions_published ON article_versions (article_id) WHERE state = 'published';
CREATE INDEX article_versions_by_state ON article_versions (state, updated_at, id);

-- Everybody whose words are in a version: none of them approves it.
CREATE TABLE article_writers (
    version_id TEXT NOT NULL REFERENCES article_versions (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (version_id, account_id)
);

-- What is right for those whom one body employs, where it differs.
CREATE TABLE article_variants (
    version_id TEXT NOT NULL REFERENCES article_versions (id) ON DELETE CASCADE,
    institution TEXT NOT NULL REFERENCES institutions (slug),
    body_fr TEXT NOT NULL DEFAULT '',
    body_en TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, institution),
    CHECK (body_fr <> '' OR body_en <> '')
);

-- A question that was not asked, because an article answered it. The id is that of the form; a ticket made of the same
-- form takes the count back.
CREATE TABLE deflections (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    deflected_on DATE NOT NULL
);
CREATE INDEX deflections_by_article ON deflections (article_id);
CREATE INDEX deflections_by_day ON deflections (deflected_on);

-- Where each published article stands in the full-text index, by its last publication.
CREATE TABLE article_search (
    id TEXT PRIMARY KEY NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position BIGINT NOT NULL
);
CREATE INDEX article_search_by_position ON article_search (position);
