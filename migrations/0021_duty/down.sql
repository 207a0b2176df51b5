DROP TABLE digests;
DROP TABLE digest_choices;
DROP TABLE rota_feeds;
DROP TABLE duty_swaps;
DROP TABLE handover_note_readings;
DROP TABLE handover_notes;
DROP TABLE staff_absences;
