"""How figures look, and what several kinds of them are made with."""
