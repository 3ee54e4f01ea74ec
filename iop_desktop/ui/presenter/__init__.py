"""What the room sees: slides on paper, and the window that shows them. Nothing in here knows a person."""
