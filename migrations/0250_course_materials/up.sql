-- The materials that a course uses, in their order: as each is at the time, or one version of it for good.
CREATE TABLE course_materials (
    course_id TEXT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    material_id TEXT NOT NULL REFERENCES materials (id),
    number INTEGER CHECK (number > 0),
    PRIMARY KEY (course_id, material_id)
);
CREATE INDEX course_materials_by_material ON course_materials (material_id);
