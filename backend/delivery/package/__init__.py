"""``package``: makes the zip that Lambda runs.

    build       the steps below, one build at a time; the zip gets its name when it is complete
      runtime   requirements.txt installed for Lambda's machine; only this needs the network
      source    the backend's own code, and static files collected from it
      zappa     zappa_settings.json for one build; Zappa as a subprocess
      contents  pure: which files Lambda needs
    deployment  the zip as the code of a function
    report      what is in it by size: table, plain text or JSON
    zappa_hooks what Zappa calls while it works

Costs on two cores: installing about 10 s and compiling about 20 s when requirements.txt changed;
then about 30 s a build, most of it Zappa's copying and compressing.
"""
