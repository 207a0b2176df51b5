DROP TABLE submissions;
DROP TABLE application_rows;
DROP TABLE application_answers;
DROP TABLE application_invitations;
DROP TABLE application_people;
DROP TABLE application_partners;
DROP TABLE applications;
