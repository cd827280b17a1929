import sys

from delivery import interrupts, workflow_commands
from delivery.cli import main
from delivery.cli.words import say

interrupts.listen()
workflow_commands.stop(say)
sys.exit(main(sys.argv[1:]))
