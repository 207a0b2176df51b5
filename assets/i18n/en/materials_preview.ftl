# A file looked at before it is taken away.

materials-preview = Preview
materials-preview-of = Preview of
materials-download = Download
materials-needs-script = The preview needs JavaScript.
materials-no-captions = This video has no captions file.
materials-slides-count =
    { $n ->
        [one] One slide,
       *[other] { $n } slides,
    }
materials-slides-hint = as text: the title and what is written on each. The file itself keeps the layout.
materials-slides-cut = There are more in the file.
materials-slides-none = The text of these slides cannot be read here. The file opens once downloaded.
materials-slides-first = The first slide
materials-slide-untitled = Untitled
materials-viewer = Pages of the document
materials-viewer-page = Page
materials-viewer-of = of
materials-viewer-previous = Previous
materials-viewer-next = Next
materials-viewer-smaller = Smaller
materials-viewer-larger = Larger
materials-viewer-wait = Opening the document…
materials-viewer-failed = This document cannot be shown here. It opens once downloaded.
materials-h5p-fullscreen = Full screen
materials-h5p-leave = Leave full screen
materials-h5p-failed = This H5P package cannot be played: something is missing in it.
materials-told-incomplete = Begun
materials-told-completed = Completed
materials-told-passed = Passed
materials-told-failed = Not passed yet
materials-told-score = score
