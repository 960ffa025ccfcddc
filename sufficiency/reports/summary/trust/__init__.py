"""What the last part of the report shows: assumptions swung one at a time, how each is rated, what data rest on."""
