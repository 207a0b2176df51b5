DROP TABLE freshness_samples;
