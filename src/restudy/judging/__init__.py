"""Findings, verdicts and the rows of tables: what results say of what was published."""
