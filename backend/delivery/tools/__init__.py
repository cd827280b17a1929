"""What every folder of delivery uses.

stages              a stage, and every name that follows from its own
config              delivery's own variables
checkout            the checkout, and what git knows of it
console             what commands print, and the types of their arguments
errors              DeliveryError(message, remedy)
progress            what a sequence says while it goes
waiting             the deadline of every wait
interrupts          Ctrl-C and SIGTERM: one exception, held back while something is undone
programs            another program, whose failure is an error with a remedy
http                one request to a server that is not AWS's API
github_api          GitHub's API: repeated where that is safe, all pages of a list
workflow_commands   what GitHub's runner may take for a command
build_folder        a folder for one build at a time
archive             a zip that is the same bytes whenever the files are the same
basic_auth          the previews' password as a header
markdown            pure: what others wrote, as code, of which GitHub makes nothing
"""
