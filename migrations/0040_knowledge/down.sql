DROP TABLE article_search;
DROP TABLE deflections;
DROP TABLE article_variants;
DROP TABLE article_writers;
DROP TABLE article_versions;
DROP TABLE articles;
