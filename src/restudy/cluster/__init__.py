"""What is asked of a cluster's scheduler, and what its nodes see."""
