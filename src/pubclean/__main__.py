"""Run the command line: `python -m pubclean`."""

import sys

from pubclean.cli import main

if __name__ == "__main__":
    sys.exit(main())
