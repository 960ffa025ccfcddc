"""Charts and maps as SVG, in one style."""
