"""A file that was deleted can come back for longer than the database's backups are kept."""

from tests.infrastructure.account import template


def test_the_bucket_keeps_versions_longer_than_the_database_its_backups() -> None:
    bucket = template("assets")["Resources"]["Bucket"]["Properties"]
    database = template("data")["Resources"]["Database"]["Properties"]
    rules = bucket["LifecycleConfiguration"]["Rules"]
    (days,) = [
        one["NoncurrentVersionExpiration"]["NoncurrentDays"]
        for one in rules
        if "NoncurrentVersionExpiration" in one
    ]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert days > database["BackupRetentionPeriod"]
