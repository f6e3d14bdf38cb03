"""Publish: what may be said to whom, as a dossier whose every number opens its sentence."""
