DROP TABLE course_calendars;
