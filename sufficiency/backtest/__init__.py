"""How accurate would past forecasts have been? Every method forecasts from past years and is scored by what came."""
