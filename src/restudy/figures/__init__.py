"""Kinds of figures, a module each: what YAML says of one, its numbers, its drawing, and what it shows in words."""
