import sys

from delivery.cli import main
from delivery.tools import interrupts, workflow_commands
from delivery.tools.console import say

interrupts.listen()
workflow_commands.stop(say)
sys.exit(main(sys.argv[1:]))
