"""Official files to packs: one module a source, one writer, one command a kind of source."""
