"""How many, and how sure: figures from statements, each with its proof."""
