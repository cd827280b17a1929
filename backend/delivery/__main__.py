import sys

from delivery import interrupts
from delivery.cli import main

interrupts.listen()
sys.exit(main(sys.argv[1:]))
