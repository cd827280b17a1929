"""Builds and deploys the backend and the site. Imports neither Django nor any app.

Each noun of the command line has a folder. Its ``cli`` module turns words into one call and prints
the result, ``sequence`` is what is done step by step, and ``settings`` is what it needs to know.
`make rooms` prints which folder imports which.

    cli          nouns, help, exit codes; the only module that catches every error
    operate      how a stage is, its log, audit and variables, what does not fit; changes nothing
    github       what the workflows read, put onto GitHub and compared
    preview      an environment for every pull request
    provisioner  the function that makes and checks the previews' databases
    release      one image digest put into production, and back
    compare      what a change changes: a report checked and rendered
    commit       whether a commit is older than the one that serves
    package      the zip that Lambda runs, and a function made from it
    site         the SPA, built, pre-rendered and put on an Amplify branch
    stack        the infrastructure of container/infrastructure
    run          an operator's command on a stage, followed to its end and audited
    records      releases on record, the sites that are kept, and leases
    smoke        probes of a live backend
    aws          AWS, a module for each service; only here is boto3 imported
    tools        the command line's grammar, stages, configuration, errors, waits, HTTP, programs

It runs in an environment of its own, made from requirements-delivery.txt by `make delivery`: Zappa
and uv stand beside the Python that runs it.
"""
