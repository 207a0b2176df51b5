# Ce qui ne va pas dans un champ.
form-email = Écrivez une adresse complète, comme prenom.nom@exemple.fr.
form-name = Écrivez un nom, de 200 signes au plus.
form-choice = Choisissez dans la liste.
form-date = Écrivez un jour, comme 31/03/2026.
