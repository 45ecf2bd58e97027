"""`python -m desktop.cli`: the command line without an installed program."""

from desktop.cli import entry

if __name__ == "__main__":
    entry()
