"""Puts the backend and the site where they run. Imports neither Django nor any app.

`python -m delivery package` makes the zip that Lambda runs. In order, each a module:

    __main__.py  cli.py   words into one call each; the only place that prints or exits
    package.py            the sequence below, one build at a time, finished or not there at all
      runtime.py          requirements.txt installed for Lambda's machine; alone needs network
      source.py           the backend's code alone, and static files collected from it
      zappa.py            zappa_settings.json for one build; Zappa as a subprocess
      contents.py         pure: which files Lambda needs
      archive.py          a zip that is the same bytes whenever the files are the same
    report.py             what is in it by size: table, plain text or JSON
    config.py             delivery's own variables
    commands.py           another program, whose failure is an error with a remedy
    errors.py             DeliveryError(message, remedy)

It runs in an environment of its own, made from requirements-delivery.txt by `make package`: Zappa
and uv stand beside the Python that runs it. Known costs on two cores: installing about 10 s and
compiling about 20 s when requirements.txt changed; then about 40 s a build, most of it
Zappa's copying and compressing.
"""
