"""What do the parts of a report say in sentences? Titles and turns of phrase, made of the values of a run."""
