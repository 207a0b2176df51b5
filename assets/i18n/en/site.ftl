site-home-title = Home
