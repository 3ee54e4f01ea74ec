"""What the program keeps: tables, the encrypted database and its key file."""
