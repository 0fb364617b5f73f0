"""Published networks as layer lists."""
