"""The command line: one verb, one sentence, one method of the case."""
