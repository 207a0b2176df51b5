DROP TABLE questionnaire_files;
DROP TABLE application_files;
