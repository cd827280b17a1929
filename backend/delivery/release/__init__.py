"""``release``: puts one image digest into production, and back.

    sequence         a release, and its two halves
    rollback         back to a release before
    settings         what a release is given
    preflight        everything that it needs, checked before the first change
    permissions      what a release does in AWS, as permissions, and which are refused
    images           production's images, each tagged with its commit
    schema           whether a release's code runs on the schema of today
    secrets          new values of secrets beside those in use
    task_definition  pure: template, image and variables as one document
    proof            what proving a release found, judged
    rollout          the service led to a revision, and back whatever goes wrong
    screens          pure: records for people to read, and in what two differ
    summary          how it ended, in the summary of a workflow's run

The nouns ``image``, ``config`` and ``task-definition`` have their command lines here too.
"""
