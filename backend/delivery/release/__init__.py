"""``release``: puts one image digest into production, and back.

    sequence         a release, and its two halves for the workflow
    rollback         back to a release before
    settings         the input of a release: variables, secrets, deadlines
    preflight        checks before the first change
    permissions      the permissions that a release needs, and which of them are missing
    images           production's images, each tagged with its commit
    schema           whether a release's code runs on the schema of today
    secrets          new values of secrets, stored beside the current ones
    task_definition  pure: template, image and variables as one document
    proof            which findings of a proof stop a release
    rollout          changes the service's revision, and goes back after any error
    screens          pure: records for people, and the differences between two
    summary          the result, in the summary of a workflow's run

The nouns ``image``, ``config`` and ``task-definition`` have their command lines here too.
"""
