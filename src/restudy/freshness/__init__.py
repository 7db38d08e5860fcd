"""Whether results are what the present plan, papers and code would make, told by what they were made from."""
