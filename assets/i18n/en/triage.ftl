# Triage: tags, views, prepared answers, checklists, time, following, presence.

triage-tools = Views, prepared answers, tags
triage-not-done = Nothing was changed
triage-add = Add
triage-rename = Rename
triage-new-name = New name
triage-retire = Put away
triage-restore = Bring back
triage-delete = Delete
triage-raise = Move up
triage-reword = Reword
triage-show = Show
triage-month = Month
triage-for-whom = For whom
triage-whose = Whose
triage-shelf-own = Me
triage-shelf-network = The whole network
triage-flash-saved = Saved.

triage-tags = Tags
triage-tags-hint = Short words to find again what belongs together. The network’s serve everywhere; a node’s are seen in that node only.
triage-tag-add = Add a tag
triage-tag-off = Remove the tag
triage-tag-new = New tag
triage-tag-word = Word
triage-tag-retired = put away, no longer suggested
triage-no-tags = No tags yet. Write one on a request, or add it here.
triage-no-tag = Write a word for the tag.
triage-tag-too-long = A tag has at most 40 characters.
triage-tag-exists = This tag exists already.
triage-too-many-tags = A request carries at most twelve tags.
triage-filter-tag = Tag
triage-flash-tagged = Tag added.
triage-flash-untagged = Tag removed.
triage-flash-tag-added = Tag added to the vocabulary.
triage-flash-tag-retired = Tag put away: it stays on the requests that carry it.
triage-bulk-tag = Tag
triage-bulk-tag-add = Tag
triage-bulk-tag-off = Untag
triage-bulk-no-tag = Write the tag to put on or take off.
triage-flash-bulk-tagged = The chosen requests are tagged.
triage-flash-bulk-untagged = The tag is off the chosen requests.

triage-views = Views
triage-views-hint = A view is a question put to the inbox. Everybody sees in it what they may see, whoever made it.
triage-views-own = My views
triage-views-shared = Shared views
triage-view-save = Keep this view
triage-view-name = Name of the view
triage-view-for = For whom
triage-no-views = No views yet. Filter the inbox, then keep the result under a name.
triage-view-no-name = Give the view a name of at most 80 characters.
triage-view-empty = Nothing is filtered: there is no view to keep.
triage-too-many-views = There are twenty views here already. Delete one first.
triage-view-delete-sure = Delete this view? The requests do not change.
triage-flash-view-saved = View kept.
triage-flash-view-deleted = View deleted.

triage-answers = Prepared answers
triage-answers-hint = Answers written beforehand, to be read again before they are sent.
triage-answer-new = New prepared answer
triage-answer-edit = Prepared answer
triage-answer-name = Name
triage-answer-topic = Topic
triage-any-topic = Every topic
triage-answer-fr = French text
triage-answer-en = English text
triage-only-fr = in French only
triage-only-en = in English only
triage-uses = { $n ->
    [one] used { $n } time
   *[other] used { $n } times
  }
triage-no-answers = No prepared answer matches.
triage-answer-no-name = Give a name of at most 80 characters.
triage-answer-no-text = Write the text in French, in English or in both.
triage-answer-employer = Choose a different employer for each variant.
triage-answer-unknown = “{ $name }” means nothing here. The words that are replaced are in the list beside.
triage-answer-retire = Remove this prepared answer
triage-answer-retire-sure = Remove this prepared answer? Answers already sent do not change.
triage-flash-answer-retired = Prepared answer removed.
triage-template-changed = Somebody changed this prepared answer meanwhile. Copy your text, then open it again.
triage-variants = Variants by employer
triage-variants-hint = Where the right answer depends on the team’s employer, its variant replaces the text above.
triage-variant = Variant
triage-variant-for = For teams of
triage-variant-more = Save and add a variant
triage-placeholders = Words that are replaced
triage-placeholder-asker = the name of who asks
triage-placeholder-reference = the request’s reference
triage-placeholder-subject = the request’s subject
triage-placeholder-node = the node that answers
triage-placeholder-me = your name
triage-placeholder-institution = the team’s employer
triage-placeholder-topic = the topic
triage-insert-label = Prepared answer
triage-insert-suggested = For this topic
triage-insert-others = Others
triage-insert = Insert
triage-insert-none = Choose a prepared answer.

triage-checklist = To check
triage-checklists = Checklists
triage-checklists-hint = The steps to follow for a topic. The network’s hold everywhere, a node’s are added in that node.
triage-no-steps = No steps yet.
triage-step-new = New step
triage-step-fr = In French
triage-step-en = In English
triage-step-no-words = Write the step in both languages, in at most 200 characters.
triage-step-no-topic = Choose a topic.
triage-step-retire-sure = Delete this step from the list?
triage-step-elsewhere = This step is not on the list of this request’s topic.
triage-flash-step-retired = Step deleted.

triage-time = Time spent
triage-time-spent = Time spent
triage-time-hint = For the node. The team never sees it.
triage-time-minutes-label = Duration (45, 1h30)
triage-time-word = On what
triage-time-note = Note
triage-time-back = Take back
triage-time-minutes = { $n } min
triage-time-hours = { $n } h
triage-time-page-hint = Time noted on requests, by topic and month. It is not broken down by person.
triage-time-column = Time
triage-time-tickets = Requests
triage-time-months = Twelve months
triage-time-none = No time noted in that month.
triage-time-no-topic = Without a topic
triage-bad-minutes = Write a duration from one minute to 24 hours: 45, 1h30.
triage-flash-time = Time noted.
triage-flash-time-back = Time taken back.

triage-followers = Who follows
triage-follow = Follow
triage-unfollow = Stop following
triage-flash-followed = You follow this request.
triage-flash-unfollowed = You no longer follow this request.
triage-you-are-meant = A note mentions you.
triage-mention-seen = I have read it
triage-mention-hint = Write @ and a name to tell a colleague.
triage-mention-list = Colleagues
triage-flash-seen = Noted as read.
triage-is-writing = { $name } is answering.
triage-is-looking = { $name } is looking.
triage-mails = Messages I receive
triage-mails-mentions = When a note mentions me
triage-mails-followed = When somebody writes in a request that I follow
triage-send-close = Send and close
triage-send-close-next = Send, close, next
triage-bulk-will-close = { $n ->
    [one] { $n } request will be closed and its team told.
   *[other] { $n } requests will be closed and their teams told.
  }
triage-bulk-will-spam = { $n ->
    [one] { $n } request will be put aside; nobody is told.
   *[other] { $n } requests will be put aside; nobody is told.
  }
triage-bulk-will-leave = { $n ->
    [one] { $n } will stay as it is.
   *[other] { $n } will stay as they are.
  }
triage-bulk-do = Continue
triage-bulk-not = Do nothing
triage-time-word-too-long = Say it in 200 characters at most.
triage-of-your-node = Tags and time are those of your node: nobody else sees them.
triage-bulk-will-give = { $n ->
    [one] { $n } request will be given to { $name }, who is told.
   *[other] { $n } requests will be given to { $name }, who is told.
  }
