"""What do many runs say together? Comparing, seeking a goal, trading cost for journeys, monitoring, one September."""
