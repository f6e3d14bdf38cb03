"""`python -m tawthiq.cli` is the command line."""

from tawthiq.cli.main import main

main()
