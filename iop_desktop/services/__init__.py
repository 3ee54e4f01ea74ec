"""Use cases: one transaction per call, frozen dataclasses in and out."""
