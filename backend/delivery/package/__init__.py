"""``package``: makes the zip that Lambda runs.

    build           the steps below, one at a time; the zip gets its name when it is complete
      runtime       requirements.txt installed for Lambda's machine; only this needs the network
      contents      pure: which files Lambda needs
      dependencies  those files as a zip, which is kept until something of it changes
      source        the backend's own code, and static files collected from it
      parts         the code added to the dependencies' zip
      zappa         zappa_settings.json for one build; Zappa as a subprocess
    deployment      the zip as the code of a function
    report          what is in it by size: table, plain text or JSON
    zappa_hooks     what Zappa calls while it works

Costs on two cores: a build takes about 10 s. When requirements.txt changed, the first takes over a
minute: it installs, compiles and packs the dependencies.
"""
