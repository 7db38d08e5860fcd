"""Learning and its job: the loop, early stopping, a trial's files, devices, and training while a person watches."""
