"""RFC 3161: asking time stamping authorities, and judging what they answered, offline."""
