"""Tables, figures and the page, from what was evaluated and judged."""
