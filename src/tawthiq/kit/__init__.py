"""What several stages share: lexicons, numbers, the cage for foreign formats."""
