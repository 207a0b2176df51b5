DROP TABLE key_figures;
