enrolment-trainers = Formateurs
enrolment-trainers-hint = Qui l’on cherche, et ce qui a été enseigné.
enrolment-trainers-asked = On vous propose d’animer
enrolment-trainers-calls = Appels à formateurs
enrolment-trainers-no-calls = Il ne manque de formateur à aucune session.
enrolment-trainers-wanted = { $n ->
    [one] Il manque { $n } formateur
   *[other] Il manque { $n } formateurs
}
enrolment-trainers-hours = Heures enseignées
enrolment-trainers-hours-hint = Dans les sessions de vos nœuds, pour la part de l’année qui est passée.
enrolment-trainers-no-hours = Rien n’a été enseigné cette année-là.
enrolment-trainers-year = Année
enrolment-trainers-show = Afficher
enrolment-trainer-asked = Sans réponse
enrolment-trainer-accepted = Accepté
enrolment-trainer-declined = Décliné
enrolment-trainer-offers = Offre d’animer cette session.
enrolment-trainer-is-asked = On lui propose d’animer cette session.
enrolment-trainer-accept = Accepter
enrolment-trainer-decline = Décliner
enrolment-trainer-offer = Je peux l’animer
enrolment-trainer-note = Un mot avec
enrolment-trainer-answer = Répondre
enrolment-trainer-propose = Proposer à quelqu’un
enrolment-trainer-propose-hint = La personne, qui a un compte, reçoit un message : elle figure parmi les formateurs dès qu’elle accepte.
enrolment-trainer-call = Appel à formateurs
enrolment-trainer-call-hint = Tous les bureaux du réseau voient l’appel tant qu’il manque quelqu’un.
enrolment-trainer-missing = Formateurs manquants
enrolment-trainer-call-note = Ce qu’il faut savoir
enrolment-trainer-call-save = Publier l’appel
enrolment-trains = Cette personne anime déjà la session.
enrolment-trainer-answered = Une autre réponse a déjà été donnée.
enrolment-error-call = Formateurs manquants : écrivez un nombre de 0 à 20.
enrolment-flash-call = L’appel est enregistré.
enrolment-flash-proposed = La proposition est envoyée.
enrolment-flash-offered = Votre offre est transmise à ceux qui donnent la session.
enrolment-flash-answered = Votre réponse est notée.
