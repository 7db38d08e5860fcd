"""Model families, one module each, built by name from a cell's settings."""
