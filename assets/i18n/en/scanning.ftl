# The files that the virus scanner holds back.
scanning-being-checked = This file is being checked: it can be downloaded in a few moments.
scanning-infected = A virus was found in this file: nobody can download it.
scanning-too-large = This file is too large to be checked: nobody can download it.
scanning-word-being-checked = is being checked
scanning-word-infected = held back: it contained a virus
scanning-word-too-large = held back: too large to be checked
