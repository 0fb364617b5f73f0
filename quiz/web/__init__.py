"""The application in a browser: a server on this machine that runs it for each visitor."""
