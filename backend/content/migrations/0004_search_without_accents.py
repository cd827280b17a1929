"""Nothing changes in the tables. After this, the search's index is made anew: ``content.reindex``."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("content", "0003_plain_help_texts")]
    operations = []
