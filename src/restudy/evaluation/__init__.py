"""What trained models do on the test images, and each trial's derived numbers."""
