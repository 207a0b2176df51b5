# Les fichiers que l’antivirus retient.
scanning-being-checked = Ce fichier est en cours de vérification : il pourra être téléchargé dans quelques instants.
scanning-infected = Un virus a été trouvé dans ce fichier : personne ne peut le télécharger.
scanning-too-large = Ce fichier est trop grand pour être vérifié : personne ne peut le télécharger.
scanning-word-being-checked = en cours de vérification
scanning-word-infected = retenu : il contenait un virus
scanning-word-too-large = retenu : trop grand pour être vérifié
