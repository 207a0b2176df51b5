# What is wrong with a field.
form-email = Write a whole address, such as first.last@example.org.
form-name = Write a name of at most 200 characters.
form-choice = Choose from the list.
form-date = Write a day, such as 31/03/2026.
