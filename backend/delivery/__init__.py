"""Puts the backend and the site where they run. Imports neither Django nor any app.

    __main__.py  cli/     words into one call each, a module for each noun; alone prints and exits
    aws/                  AWS, a module for each service; alone imports boto3
    stages.py             a stage, and every name that follows from its own
    config.py             delivery's own variables
    progress.py           what a sequence says while it goes
    interrupts.py         Ctrl-C and SIGTERM: one exception, held back while something is undone
    errors.py             DeliveryError(message, remedy)
    answers.py            pure: an address, and what may be raised while it is asked

`run` starts an operator's command on a stage:

    one_off.py            a task on ECS, an invocation on Lambda, one outcome
    task_follower.py      a task followed to its end: its lines, its exit code, or stopped
    audit.py              who ran what where, written before it runs
    command_rules.py      pure: which commands ask or are refused, and what of one is written down

`release` puts one image digest into production:

    releases.py           the sequence, its halves, and rollback
    release_rollout.py    the service led to a revision, and back whatever goes wrong
    release_records.py    what was put into service, on record
    release_settings.py   what a release is given
    release_preflight.py  everything it needs, looked at before the first change
    release_permissions.py  pure: what a release does in AWS, as permissions
    task_definition.py    pure: template, image and variables into one document
    ancestry.py           whether a commit is older than what serves
    smoke.py              questions asked of the live backend

`preview` gives every pull request an environment of its own:

    previews.py           the sequence of a deploy; preview_function.py, the part that is Lambda's
    lease.py              one change of a preview at a time, of two the later
    preview_settings.py   the account's names, and the variables of a function
    preview_role.py       pure: what its role may do
    preview_parts.py      all that there is of previews, found by listing and removed by kind
    teardown.py           destroy, list, reap
    preview_opening.py    where a preview is, and the passwords that it asks for
    preview_build.py      what a workflow built, and which pull request it is of
    preview_comment.py    pure: what the pull request says; github.py says it
    markdown.py           pure: what others wrote, as code, of which GitHub makes nothing
    github_api.py         GitHub's API: tried again where that is safe, all pages of a list
    databases.py          the databases, asked of their provisioner
    provisioner.py             `provisioner deploy`: that function, from main's package
    zappa_hooks.py        what Zappa calls while it works

`site deploy`: site.py builds the SPA and puts it on a branch; prerender.py writes pages into it;
site_rules.py, pure, are the rewrites and headers.

`stack` makes the infrastructure of container/infrastructure:

    stacks.py             which stacks there are, and their order
    stack_parameters.py   pure: where the value of a template's parameter comes from
    stack_states.py       pure: the states in which a stack ends, and the command out of each
    stack_change.py       one stack: worked out, approved, carried out, waited for

`github` puts onto GitHub what the workflows read there, and compares:

    workflow_reads.py     what the workflows read, by environment, from their own YAML
    github_repository.py  what GitHub has
    github_setup.py       the steps from one to the other
    github_check.py       pure: what is missing, unprotected or unused

`package` makes the zip that Lambda runs. In order, each a module:

    package.py            the sequence below, one build at a time, finished or not there at all
      runtime.py          requirements.txt installed for Lambda's machine; alone needs network
      source.py           the backend's code alone, and static files collected from it
      zappa.py            zappa_settings.json for one build; Zappa as a subprocess
      contents.py         pure: which files Lambda needs
      archive.py          a zip that is the same bytes whenever the files are the same
    report.py             what is in it by size: table, plain text or JSON
    commands.py           another program, whose failure is an error with a remedy

It runs in an environment of its own, made from requirements-delivery.txt by `make package`: Zappa
and uv stand beside the Python that runs it. Known costs on two cores: installing about 10 s and
compiling about 20 s when requirements.txt changed; then about 40 s a build, most of it
Zappa's copying and compressing.
"""
