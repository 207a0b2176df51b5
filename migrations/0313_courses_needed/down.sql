DROP INDEX material_points_by_course;
ALTER TABLE material_points DROP COLUMN needs_course_id;
