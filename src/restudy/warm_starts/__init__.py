"""Warm starts: one process of a run imports what the steps need, and forks for each job on this machine.

To import torch takes longer than most jobs. A job's own process hands its files, folder, environment and arguments to
the server through a socket, passes signals on, and ends as the job ends. Where the server cannot be asked or dies, the
job starts cold, which takes longer and comes to the same.
"""
