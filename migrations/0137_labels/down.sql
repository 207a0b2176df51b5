DROP TABLE commitments;
DROP TABLE labels;
