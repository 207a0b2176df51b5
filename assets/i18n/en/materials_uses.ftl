# What becomes of a material elsewhere: sessions that were told of, pages that show it, what is in the way in a file.

materials-uses = Taught with
materials-uses-sum =
    { $times ->
        [one] Taught once
       *[other] Taught { $times } times
    } by { $nodes ->
        [one] one node
       *[other] { $nodes } nodes
    }, before { $people ->
        [one] one person
       *[other] { $people } people
    }.
materials-uses-people =
    { $n ->
        [one] one person
       *[other] { $n } people
    }
materials-uses-none = Nobody has told of a session with this material yet.
materials-use-tell = Tell of a session
materials-use-hint = What the next team will want to know. Everybody reads it, with the name of your node; who wrote the material is told.
materials-use-day = On
materials-use-people = Before how many people
materials-use-worked = What worked
materials-use-change = What should change
materials-use-send = Tell
materials-use-remove = Take away
materials-use-error-day = Give the day of the session: past, and less than five years ago.
materials-use-error-people = Give a number of people, from 1 to 10,000.
materials-use-error-long = This is too long: 1,000 characters at most.
materials-use-error-node = Choose a node.
materials-flash-used = Thank you: noted.
materials-flash-use-hidden = Taken away.
materials-embed = Show this material on another site
materials-embed-hint = Paste this code into a page: neither script nor cookie.
materials-embed-list = To show on another site
materials-embed-code = Code to paste
materials-embed-open = Open on
materials-embed-new = (new window)
materials-flaw-pdf-untagged = this PDF is not tagged. Export it again with “accessible PDF” or “tagged PDF” ticked.
materials-flaw-pdf-no-language = this PDF does not say its language. Choose it in the document’s properties, then export it.
materials-flaw-pdf-no-title = this PDF has no title. Give it one in the document’s properties.
materials-flaw-pdf-no-text = this PDF holds no text, only pictures of pages. Run text recognition on it.
materials-flaw-pdf-unreadable = this PDF is locked or broken: screen readers may not open it.
materials-flaw-html-no-language = this page does not say its language. Add the lang attribute.
materials-flaw-html-no-title = this page has no title. Add the title element.
materials-flaw-html-no-alt = a picture in this page has no text in its place. Add the alt attribute.
materials-flaw-html-no-headings = this page has no headings. Add h1, h2…
materials-flaw-html-headings-skip = the headings of this page skip a level.
materials-link-archive = Copy at archive.org
materials-plays = modules and films opened: { $opened }, finished: { $finished }
materials-package-cmi5 = This is a cmi5 module, which nothing here can follow. Export it as SCORM 1.2, SCORM 2004, H5P or HTML, and attach that file.
materials-field-availability = Available
materials-availability-ww = In the whole world
materials-availability-eu = In Europe
materials-availability-fr = In France
materials-availability-ot = Elsewhere, see the summary
materials-skill = Skill:
materials-skills-known = Skills already named
