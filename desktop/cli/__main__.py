"""`python -m desktop.cli`: the command line without an installed program."""

import sys

from desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
