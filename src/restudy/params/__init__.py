"""params.yaml: its keys, their types and limits, and the messages when they are broken."""
