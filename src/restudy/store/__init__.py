"""The trial store: where trials are worked on, who works on them, how far they are, and what the store holds."""
