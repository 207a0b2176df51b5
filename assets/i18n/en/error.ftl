# What is said when a page or a call fails.
error-title-not-found = Page not found
error-title-sign-in = Sign-in required
error-title-refused = Already done, or no longer possible
error-title-too-many = Too many requests at once
error-title-request = We could not process this request
error-title-bug = Something went wrong on our side
error-not-found = This page does not exist, or you have no access to it. Check the address, or start again from the home page.
error-malformed = The request is incomplete or malformed. Go back to the previous page and try again.
error-sign-in = Sign in and try again: your session may have expired.
error-forbidden = This request is not allowed. If you came from another site, start again from one of our pages.
error-too-many = You tried too often. Wait a moment, then try again.
error-too-large = This is larger than allowed: 20 MB per file, five files per message.
error-twice = The same was saved at the same moment. Go back and see whether it is done already.
error-busy = The service is very busy. Nothing was lost: try again in a few seconds.
error-bug = Nothing was saved. The incident is logged; try again, and write to us if it happens again.
error-invalid = One or more fields need correcting.
error-idempotency-key-reused = This idempotency key was already used for another request.
