mail-in-no-text = (message sans texte)
mail-in-no-subject = (sans objet)
mail-in-left-out = Fichiers non joints, car ce sont des programmes : { $names }
mail-in-shortened = La suite est dans le fichier message.txt.
mail-in-follows = Suite de la demande { $reference }, close depuis plus de 30 jours.
mail-in-already-decided = Quelqu’un a déjà décidé de ce message.
mail-in-no-ticket = Ce message ne nomme aucune demande.
mail-in-no-sender = On ne sait pas qui a écrit ce message : il ne peut pas devenir une demande.
