import sys

from delivery.cli import main

sys.exit(main(sys.argv[1:]))
