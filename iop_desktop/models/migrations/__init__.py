"""Steps from one schema to the next. ``HEAD`` is the revision this version of the program works with."""

HEAD = "0013"
