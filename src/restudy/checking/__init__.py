"""`restudy check`: everything that is wrong before anything runs, and what a run would cost."""
