DROP TABLE session_imports;
