"""What leaves the program: signed note PDFs, their verification, the recovery kit."""
