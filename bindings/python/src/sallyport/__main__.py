# PYTHON_ARGCOMPLETE_OK
"""python -m sallyport: the command."""

import sys

from ._command import main

if __name__ == "__main__":
    sys.exit(main())
