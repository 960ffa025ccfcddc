"""Plans by age band, phase, need and area, and how far such forecasts missed before: values that reports show."""
