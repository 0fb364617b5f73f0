"""What several questions use."""
