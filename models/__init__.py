"""The method: pure functions, tables in, tables out. No files, no clock, no logging, no global state."""
