"""IOP Desktop: group treatment records for Intensive Outpatient Programs, offline and encrypted."""

__version__ = "0.1.0"
