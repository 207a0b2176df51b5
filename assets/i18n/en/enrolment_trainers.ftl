enrolment-trainers = Trainers
enrolment-trainers-hint = Who is looked for, and what was taught.
enrolment-trainers-asked = You are asked to teach
enrolment-trainers-calls = Calls for trainers
enrolment-trainers-no-calls = No session lacks trainers.
enrolment-trainers-wanted = { $n ->
    [one] { $n } trainer is missing
   *[other] { $n } trainers are missing
}
enrolment-trainers-hours = Hours taught
enrolment-trainers-hours-hint = In the sessions of your nodes, as far as the year has passed.
enrolment-trainers-no-hours = Nothing was taught in this year.
enrolment-trainers-year = Year
enrolment-trainers-show = Show
enrolment-trainer-asked = Not answered yet
enrolment-trainer-accepted = Accepted
enrolment-trainer-declined = Declined
enrolment-trainer-offers = Offers to teach this session.
enrolment-trainer-is-asked = Is asked to teach this session.
enrolment-trainer-accept = Accept
enrolment-trainer-decline = Decline
enrolment-trainer-offer = I can teach it
enrolment-trainer-note = A word with it
enrolment-trainer-answer = Answer
enrolment-trainer-propose = Ask somebody
enrolment-trainer-propose-hint = Whoever has an account gets a mail, and is named as a trainer once they accept.
enrolment-trainer-call = Call for trainers
enrolment-trainer-call-hint = Every desk of the network sees the call until nobody is missing.
enrolment-trainer-missing = Trainers missing
enrolment-trainer-call-note = What they should know
enrolment-trainer-call-save = Publish the call
enrolment-trains = This person is a trainer of the session already.
enrolment-trainer-answered = This was answered otherwise before.
enrolment-error-call = Trainers missing: write a number from 0 to 20.
enrolment-flash-call = The call is saved.
enrolment-flash-proposed = The question is sent.
enrolment-flash-offered = Your offer is with those who give the session.
enrolment-flash-answered = Your answer is noted.
