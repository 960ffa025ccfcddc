"""Place need as planners send it away: what is missing where, what to build of it, and what that costs and saves."""
