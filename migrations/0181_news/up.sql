-- News of the network and of its nodes, and who is told of it by mail.

CREATE TABLE news_posts (
    id TEXT PRIMARY KEY NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    -- None is the network as a whole.
    node_id TEXT REFERENCES nodes (id),
    title_fr TEXT NOT NULL,
    summary_fr TEXT NOT NULL DEFAULT '',
    body_fr TEXT NOT NULL DEFAULT '',
    title_en TEXT NOT NULL DEFAULT '',
    summary_en TEXT NOT NULL DEFAULT '',
    body_en TEXT NOT NULL DEFAULT '',
    -- Whom it concerns: codes with commas, none is everybody.
    regions TEXT NOT NULL DEFAULT '',
    disciplines TEXT NOT NULL DEFAULT '',
    -- It is read from then on; nothing has to happen at that moment.
    publish_at TIMESTAMP,
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    lock_version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX news_posts_by_time ON news_posts (publish_at, id);
CREATE INDEX news_posts_by_node ON news_posts (node_id, updated_at, id);

-- One for each address. What is asked holds nothing until the address is proven; what was proven before holds until then.
CREATE TABLE news_subscriptions (
    id TEXT PRIMARY KEY NOT NULL,
    -- In small letters.
    email TEXT NOT NULL UNIQUE,
    language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    -- Codes with commas; none is all.
    regions TEXT NOT NULL DEFAULT '',
    disciplines TEXT NOT NULL DEFAULT '',
    since TIMESTAMP,
    asked_regions TEXT NOT NULL DEFAULT '',
    asked_disciplines TEXT NOT NULL DEFAULT '',
    asked_at TIMESTAMP,
    -- The day of their last digest.
    digested_on DATE,
    CHECK (since IS NOT NULL OR asked_at IS NOT NULL)
);
CREATE INDEX news_subscriptions_by_digest ON news_subscriptions (digested_on, id);
CREATE INDEX news_subscriptions_by_asked ON news_subscriptions (asked_at);

-- Of what somebody was told.
CREATE TABLE news_tellings (
    subscription_id TEXT NOT NULL REFERENCES news_subscriptions (id) ON DELETE CASCADE,
    post_id TEXT NOT NULL REFERENCES news_posts (id) ON DELETE CASCADE,
    PRIMARY KEY (subscription_id, post_id)
);
CREATE INDEX news_tellings_by_post ON news_tellings (post_id);
