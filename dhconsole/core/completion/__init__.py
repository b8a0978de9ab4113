"""What can stand where the cursor is: names for what is being typed. Pure."""
