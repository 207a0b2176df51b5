# L’accueil et les pages permanentes.
site-home-title = Accueil
site-home-heading = Une question sur vos données ? Le réseau trouve à qui la confier.
site-home-lede = Ateliers de la donnée, centres de référence et centres de ressources : un seul endroit pour écrire, et votre demande trouve sa route.
site-home-ask = Poser une question
site-home-find-mine = Trouver mon atelier
site-home-promise = Sans compte, en français ou en anglais.
site-home-waiting = Ce qui vous attend
site-home-nothing-waits = Rien ne vous attend pour l’instant.
site-home-to-inbox = Ouvrir la boîte
site-home-mine = à vous de répondre
site-home-duty = pour votre permanence
site-home-stand-in = dont vous prenez le relais
site-home-new = à trier
site-home-unassigned = sans responsable
site-home-dead-mail = messages non partis
site-home-failing = tâches récurrentes en échec
site-home-urgent = à regarder maintenant
site-home-own = Vos demandes
site-home-own-open = en cours
site-home-own-answered = une réponse vous attend
site-home-own-closed = close
site-home-who = Qui peut m’aider ?
site-home-institution = Mon établissement ou mon employeur
site-home-any-institution = Tous les établissements
site-home-discipline = Ma discipline
site-home-any-discipline = Toutes
site-home-how = Ce qui se passe ensuite
site-home-step-1 = Vous écrivez une fois
site-home-step-1-text = Votre question, votre laboratoire ou votre employeur, votre ville. Rien d’autre n’est obligatoire.
site-home-step-2 = Elle trouve sa route
site-home-step-2-text = Vous voyez avant d’envoyer quel service vous répondra, et pourquoi celui-là.
site-home-step-3 = Chaque question a un destinataire
site-home-step-3-text = Si aucun service ne couvre votre cas, la coordination nationale prend la demande.
site-home-now = Le réseau aujourd’hui
site-home-workshops = { $n ->
    [one] atelier de la donnée
   *[other] ateliers de la donnée
}
site-home-thematic-centres = { $n ->
    [one] centre de référence thématique
   *[other] centres de référence thématiques
}
site-home-resource-centres = { $n ->
    [one] centre de ressources
   *[other] centres de ressources
}
site-home-regions = { $n ->
    [one] région qui accueille un service
   *[other] régions qui accueillent un service
}
site-legal-title = Mentions légales
site-privacy-title = Données personnelles
site-accessibility-title = Accessibilité
site-mail-title = Messages retenus
site-mail-lede = Ce que la plateforme aurait envoyé.
site-mail-list = Messages, du plus récent au plus ancien
site-mail-to = À
site-mail-at = Quand
site-mail-text = En texte
site-mail-html = En page
site-mail-raw = Message complet, tel qu’il partirait
site-mail-choose = Choisissez un message
site-mail-choose-text = Ses liens fonctionnent : ils ouvrent les pages de cette démonstration.
site-mail-none = Aucun message pour l’instant
site-mail-none-text = Posez une question : le message de confirmation arrivera ici.
site-time = L’horloge de la démonstration
site-time-hours = Heures
site-time-pass = Faire passer ce temps
site-flash-time = L’horloge de la démonstration a avancé.
site-home-late = en retard
site-tasks = À faire
site-tasks-late = en retard
site-tasks-soon = bientôt
site-tasks-to-do = à faire
site-tasks-ahead = à venir
site-tasks-seat = Une place vous est proposée
site-tasks-session = Formation
site-tasks-bid = Candidature à déposer
site-tasks-review-asked = Relecture à accepter ou à refuser
site-tasks-review = Relecture à rendre
site-tasks-answer = Dire si vous venez
site-tasks-meeting = Réunion
site-tasks-read-minutes = Compte rendu à relire
site-tasks-minutes = Compte rendu à finir
site-tasks-resolution = Résolution à appliquer
site-tasks-page = Page à confirmer
site-tasks-certify = Support à certifier
site-tasks-sample = Pages à relire ce mois-ci
site-tasks-nowhere = Zones dont les questions n’arriveraient à personne
site-tasks-coverage = Changements de couverture à décider
site-tasks-labels = Labels à activer

# Les mots de la première page, choisis par l’administration.
site-texts = Première page
site-texts-lede-admin = Ce qui n’est pas rempli reste ce que dit le programme. Chaque texte se dit dans les deux langues, ou dans aucune.
site-texts-heading = Titre
site-texts-lede = Présentation
site-texts-promise = Sous les boutons
site-texts-notice = Annonce en haut de la page
site-texts-both = Écrivez ce texte dans les deux langues, ou dans aucune.
site-texts-long = 500 signes au plus.
site-flash-texts = La première page est enregistrée.
site-tasks-space-question = Question sur votre espace
site-tasks-space-new = Demande d’espace à instruire
site-tasks-space-open = Espace à ouvrir
site-tasks-space-check = Point à vérifier
site-tasks-conventions = Signatures qui prennent fin
site-tasks-offered = Candidature à reprendre
site-tasks-letter = Lettre à signer
site-tasks-release = Courriers à valider
site-tasks-destruction = Liste de destruction à décider
site-tasks-report = Rapport annuel à rendre
site-tasks-condition = Condition à prouver
site-tasks-enrolments = Inscriptions à décider
site-tasks-trainer-offers = Offre d’animer une session
site-tasks-mails = Courriels retenus à lire
site-tasks-completion = Compléments à apporter
site-tasks-awaited = Compléments attendus
site-tasks-reviewer = Dire si vous relisez
site-tasks-questions = Questions sans réponse
site-tasks-begin = Appel clos, instruction à ouvrir
site-tasks-eligibility = Recevabilité à juger
site-tasks-conflicts = Conflits d’intérêts à confirmer
site-tasks-deliberate = Relectures complètes, délibération à ouvrir
site-tasks-webhook = Webhook en échec
site-tasks-erasure = Effacement à confirmer
site-tasks-appeal = Recours à instruire
site-tasks-more = { $n ->
    [one] Et une autre ligne
   *[other] Et { $n } autres lignes
}
site-tasks-space-origin = Origine d’une demande d’espace à vérifier
site-tasks-space-approve = Espace à approuver
site-tasks-space-owners = Points à confier
site-tasks-mandates = Mandats qui prennent fin
site-tasks-figures = Chiffres d’espaces à importer
