DROP TABLE survey_later_answers;
DROP TABLE survey_later_turns;
ALTER TABLE course_sessions DROP COLUMN followed_up_at;
DROP TABLE survey_own_answers;
DROP TABLE survey_questions;
