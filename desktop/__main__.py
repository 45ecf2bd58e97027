"""`python -m desktop`: the command line, `mingce` without being installed."""

import sys

from desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
