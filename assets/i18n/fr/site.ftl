site-home-title = Accueil
