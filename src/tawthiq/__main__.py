"""`python -m tawthiq` is the command line."""

from tawthiq.cli.main import main

main()
