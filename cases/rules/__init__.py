"""What may be done to a case now, by whom, and what lacks: questions with an answer in a sentence, and nothing is changed."""
