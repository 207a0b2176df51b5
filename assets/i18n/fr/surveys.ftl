surveys-title = Votre avis
surveys-hint = Quatre questions, sans votre nom : les réponses sont gardées à part et montrées seulement à partir de cinq.
surveys-useful = La session vous a-t-elle été utile ?
surveys-useful-low = pas du tout
surveys-useful-high = beaucoup
surveys-level = Le niveau vous convenait-il ?
surveys-level-low = trop simple
surveys-level-high = trop difficile
surveys-pace = Et le rythme ?
surveys-pace-low = trop lent
surveys-pace-high = trop rapide
surveys-apply = Allez-vous vous en servir ?
surveys-apply-low = sans doute pas
surveys-apply-high = certainement
surveys-comment = Un mot pour les formateurs
surveys-send = Envoyer
surveys-thanks = Merci, votre réponse est enregistrée.
surveys-not-over = On répond une fois la session terminée, pendant deux mois.
surveys-answered = Vous avez déjà répondu.
surveys-missing = Répondez aux quatre questions.
surveys-results = Avis des participants
surveys-question = Question
surveys-mean = Moyenne
surveys-comments = Commentaires
surveys-too-few = Les réponses se montrent à partir de { $n }.
surveys-flash-answered = Merci pour votre réponse.
surveys-answers = { $n ->
    [one] { $n } réponse
   *[other] { $n } réponses
}
