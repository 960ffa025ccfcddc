"""How figures look: charts and maps as SVG, in one style."""
