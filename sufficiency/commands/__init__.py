"""The commands of the command line, one file a family. Nothing imports a command."""
