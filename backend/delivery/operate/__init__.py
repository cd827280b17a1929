"""``status``, ``logs``, ``audit``, ``open`` and ``env``: what operators see of a stage.

    health      how well a part of a stage is, and what that is as an exit code
    production  the parts of production, each asked for by itself
    previews    the same of a preview
    inside      what only the backend knows, from its log or from its own command
    screen      pure: parts as lines of 80 columns

Nothing of that changes anything: the role `itg-operators` may do all of it. Two others do change a
stage: `maintenance`, by a command of its own there, and `secrets`, by a release.
"""
