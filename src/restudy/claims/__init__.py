"""Kinds of claims, a module each: what it says, and what a study's results say of it."""
