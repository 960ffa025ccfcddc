"""Where learners are: every way of forecasting the learners of each kind of provision, scored by what came."""
