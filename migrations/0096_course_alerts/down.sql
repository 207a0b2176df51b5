DROP TABLE course_alert_tellings;
DROP TABLE course_alerts;
