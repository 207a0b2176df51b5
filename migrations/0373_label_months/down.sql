DROP TABLE label_months;
