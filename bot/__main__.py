"""`python -m bot COMMAND`: the program's one entry."""

import sys

from bot.cli.parser import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
