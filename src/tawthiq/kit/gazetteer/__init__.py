"""The gazetteer: names of places with their points, from several sources, in one file."""
