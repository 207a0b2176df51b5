DROP TABLE call_questions;
DROP TABLE call_extensions;
DROP TABLE call_roles;
DROP TABLE calls;
DROP TABLE call_series;
