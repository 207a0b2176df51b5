DROP TABLE portfolios;
DROP TABLE letter_batches;
DROP TABLE decisions;
