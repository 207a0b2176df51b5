-- Words of the first page that the network chose in place of ours, in both languages.
CREATE TABLE site_texts (
    name TEXT PRIMARY KEY NOT NULL CHECK (name IN ('heading', 'lede', 'promise', 'notice')),
    text_fr TEXT NOT NULL CHECK (text_fr <> ''),
    text_en TEXT NOT NULL CHECK (text_en <> '')
);
