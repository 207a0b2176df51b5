DROP TABLE label_renewals;
DROP TABLE label_reports;
DROP TABLE label_conditions;
