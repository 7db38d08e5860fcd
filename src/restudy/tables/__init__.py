"""Kinds of tables, a module each: what YAML says of one, and its rows, published values beside ours."""
