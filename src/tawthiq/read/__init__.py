"""Read: who says what happened? Text in, claims out, each on its exact words."""
