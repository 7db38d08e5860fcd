"""What a study's results say of its paper's claims."""
