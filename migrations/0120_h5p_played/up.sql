-- H5P packages are played since there is a player; what came before it is played too.
UPDATE material_files SET entry = 'h5p.json' WHERE package = 'h5p' AND entry = '';
