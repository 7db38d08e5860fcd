"""How many images are kept beside results, for figures that show some."""

# Of the training and of the test images.
FIRST_PICTURES = 100
PICTURES_PER_LABEL = 40
# Of the test images that a run gets wrong.
WRONG_PICTURES = 25
