"""What an attacker does to the files and to the open records, and what the program says of it."""
