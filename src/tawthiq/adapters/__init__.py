"""What speaks to the world outside through other people's formats and libraries."""
