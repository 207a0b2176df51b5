DROP TABLE label_opinions;
