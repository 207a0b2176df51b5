DROP TABLE freshness_checks;
DROP TABLE freshness_requests;
