DROP INDEX course_sessions_by_planner;
DROP TABLE gone_meetings;
DROP TABLE material_imports;
