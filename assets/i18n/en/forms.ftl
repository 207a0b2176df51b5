# What is wrong with a field.
form-email = Write a whole address, such as first.last@example.org.
form-name = Write a name of at most 200 characters.
form-choice = Choose from the list.
