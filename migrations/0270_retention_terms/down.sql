DROP TABLE retention_terms;
