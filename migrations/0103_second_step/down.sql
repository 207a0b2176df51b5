DROP TABLE first_steps;
DROP TABLE recovery_codes;
DROP TABLE second_steps;
