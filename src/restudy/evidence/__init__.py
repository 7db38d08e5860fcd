"""What a run left, as claims, tables and figures ask for it."""
