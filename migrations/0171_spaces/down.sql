DROP TABLE space_figures;
DROP TABLE space_people;
DROP TABLE space_questions;
DROP TABLE space_checks;
DROP TABLE spaces;
