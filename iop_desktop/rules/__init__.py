"""Pure policy: standard library only, no clock, no files; facts in, answers or refusals out."""
