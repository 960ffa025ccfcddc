"""What a report shows of schools and bases: their places, learners and origins."""
