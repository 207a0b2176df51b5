DROP TABLE course_materials;
