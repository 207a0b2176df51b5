UPDATE material_files SET entry = '' WHERE package = 'h5p';
