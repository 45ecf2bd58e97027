"""`python -m desktop`: the command line without being installed; the entry of a frozen program."""

import sys

from desktop.cli import main
from desktop.rosters import reader

if __name__ == "__main__":
    # A frozen program reads untrusted workbooks by starting itself once more.
    if reader.asked(sys.argv):
        reader.main()
    else:
        sys.exit(main())
