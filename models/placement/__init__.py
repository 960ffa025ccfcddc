"""Who is placed where, year by year: incumbents stay, entrants are placed each September."""
