"""The lab's logic: knobs, live figures with formula and run, pictures, code; no screens."""
