"""The application in a browser: who gets in, and what becomes of who leaves."""
