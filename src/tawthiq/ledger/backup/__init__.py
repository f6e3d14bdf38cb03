"""Backups of a case: encrypted, incremental, read back (docs/format/backup-1.md)."""
