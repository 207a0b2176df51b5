DROP TABLE learning_path_steps;
DROP TABLE learning_paths;
