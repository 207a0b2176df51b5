# Ce qu’un support devient ailleurs : séances racontées, pages qui le montrent, ce qui gêne dans un fichier.

materials-uses = Utilisé en formation
materials-uses-sum =
    { $times ->
        [one] Animé une fois
       *[other] Animé { $times } fois
    } par { $nodes ->
        [one] un nœud
       *[other] { $nodes } nœuds
    }, devant { $people ->
        [one] une personne
       *[other] { $people } personnes
    }.
materials-uses-people =
    { $n ->
        [one] une personne
       *[other] { $n } personnes
    }
materials-uses-none = Personne n’a encore raconté une séance animée avec ce support.
materials-use-tell = Raconter une séance
materials-use-hint = Ce que la prochaine équipe voudra savoir. Tout le monde le lira, avec le nom de votre nœud ; qui a écrit le support en est averti.
materials-use-day = Le
materials-use-people = Devant combien de personnes
materials-use-worked = Ce qui a marché
materials-use-change = Ce qu’il faudrait changer
materials-use-send = Raconter
materials-use-remove = Retirer
materials-use-error-day = Donnez le jour de la séance : passé, et de moins de cinq ans.
materials-use-error-people = Donnez un nombre de personnes, de 1 à 10 000.
materials-use-error-long = C’est trop long : 1 000 signes au plus.
materials-use-error-node = Choisissez un nœud.
materials-flash-used = Merci : c’est noté.
materials-flash-use-hidden = Retiré.
materials-embed = Montrer ce support sur un autre site
materials-embed-hint = Collez ce code dans une page : ni script ni cookie.
materials-embed-list = À montrer sur un autre site
materials-embed-code = Code à coller
materials-embed-open = Ouvrir sur
materials-embed-new = (nouvelle fenêtre)
materials-flaw-pdf-untagged = ce PDF n’est pas balisé. Exportez-le de nouveau en cochant « PDF accessible » ou « PDF balisé ».
materials-flaw-pdf-no-language = ce PDF ne dit pas sa langue. Choisissez-la dans les propriétés du document, puis exportez-le.
materials-flaw-pdf-no-title = ce PDF n’a pas de titre. Donnez-en un dans les propriétés du document.
materials-flaw-pdf-no-text = ce PDF ne contient pas de texte, seulement des images de pages. Faites-en la reconnaissance de caractères.
materials-flaw-pdf-unreadable = ce PDF est protégé ou abîmé : les lecteurs d’écran ne l’ouvriront peut-être pas.
materials-flaw-html-no-language = cette page ne dit pas sa langue. Ajoutez l’attribut lang.
materials-flaw-html-no-title = cette page n’a pas de titre. Ajoutez l’élément title.
materials-flaw-html-no-alt = une image de cette page n’a pas de texte de remplacement. Ajoutez l’attribut alt.
materials-flaw-html-no-headings = cette page n’a pas de titres de parties. Ajoutez h1, h2…
materials-flaw-html-headings-skip = les titres de cette page sautent un niveau.
materials-link-archive = Copie chez archive.org
materials-plays = modules et films ouverts : { $opened }, terminés : { $finished }
materials-package-cmi5 = C’est un module cmi5, que rien ici ne sait suivre. Exportez-le en SCORM 1.2, SCORM 2004, H5P ou HTML, puis joignez ce fichier.
materials-field-availability = Disponible
materials-availability-ww = Dans le monde entier
materials-availability-eu = En Europe
materials-availability-fr = En France
materials-availability-ot = Ailleurs, voir le résumé
materials-skill = Compétence :
materials-skills-known = Compétences déjà nommées
