"""The linear programme of one September: stated, solved, certified, and what one more place is worth."""
