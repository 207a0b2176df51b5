# Un fichier regardé avant de l’emporter.

materials-preview = Aperçu
materials-preview-of = Aperçu de
materials-download = Télécharger
materials-needs-script = L’aperçu a besoin de JavaScript.
materials-no-captions = Cette vidéo n’a pas de fichier de sous-titres.
materials-slides-count =
    { $n ->
        [one] Une diapositive,
       *[other] { $n } diapositives,
    }
materials-slides-hint = en texte : le titre et ce qui est écrit sur chacune. Le fichier lui-même garde la mise en page.
materials-slides-cut = Il y en a davantage dans le fichier.
materials-slides-none = Le texte de ces diapositives ne peut pas être lu ici. Le fichier s’ouvre après téléchargement.
materials-slides-first = La première diapositive
materials-slide-untitled = Sans titre
materials-viewer = Pages du document
materials-viewer-page = Page
materials-viewer-of = sur
materials-viewer-previous = Précédente
materials-viewer-next = Suivante
materials-viewer-smaller = Réduire
materials-viewer-larger = Agrandir
materials-viewer-wait = Ouverture du document…
materials-viewer-failed = Ce document ne peut pas être montré ici. Il s’ouvre après téléchargement.
materials-h5p-fullscreen = Plein écran
materials-h5p-leave = Quitter le plein écran
materials-h5p-failed = Ce module H5P ne peut pas être joué : il lui manque quelque chose.
materials-told-incomplete = Commencé
materials-told-completed = Terminé
materials-told-passed = Réussi
materials-told-failed = Pas encore réussi
materials-told-score = score
