surveys-title = Your opinion
surveys-hint = Four questions, without your name: answers are kept apart and shown only from five on.
surveys-useful = Was the session useful to you?
surveys-useful-low = not at all
surveys-useful-high = very much
surveys-level = Did the level suit you?
surveys-level-low = too simple
surveys-level-high = too difficult
surveys-pace = And the pace?
surveys-pace-low = too slow
surveys-pace-high = too fast
surveys-apply = Will you apply it?
surveys-apply-low = probably not
surveys-apply-high = certainly
surveys-comment = A word for the trainers
surveys-send = Send
surveys-thanks = Thank you, your answer is kept.
surveys-not-over = One answers once the session is over, for two months.
surveys-answered = You have answered already.
surveys-missing = Answer the four questions.
surveys-results = What participants think
surveys-question = Question
surveys-mean = Mean
surveys-comments = Comments
surveys-too-few = Answers are shown from { $n } on.
surveys-flash-answered = Thank you for your answer.
surveys-answers = { $n ->
    [one] { $n } answer
   *[other] { $n } answers
}
