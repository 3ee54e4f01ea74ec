"""What people see: Qt pages, dialogs, widgets and theme."""
