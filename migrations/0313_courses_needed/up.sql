-- A prerequisite that is a course.
ALTER TABLE material_points ADD COLUMN needs_course_id TEXT REFERENCES courses (id);
CREATE INDEX material_points_by_course ON material_points (needs_course_id) WHERE needs_course_id IS NOT NULL;
