"""The verbs, a few to a module, imported only when asked for."""
