"""Why learners are where they are, how near that is, and what would change it.

Every answer is worked out from the central path, and changes nobody's place.
"""
