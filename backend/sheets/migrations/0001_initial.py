import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(help_text='Names the table, for visitors too.', max_length=90)),
                ('spreadsheet', models.CharField(help_text="The spreadsheet's address in the browser, or its id.", max_length=300)),
                ('tab', models.CharField(blank=True, help_text='The name of the tab. Empty: the first one.', max_length=100)),
                ('cells', models.CharField(blank=True, help_text='Such as A1:H500. Its first row names the columns. Empty: columns A to AN. Rows and columns that are hidden in the spreadsheet are left out.', max_length=30, validators=[django.core.validators.RegexValidator('^[A-Za-z]{1,3}[0-9]{0,7}(:[A-Za-z]{1,3}[0-9]{0,7})?$', 'A range looks like A1:H500 or A:H.')], verbose_name='range')),
                ('refresh_minutes', models.PositiveSmallIntegerField(default=15, help_text='Minutes, from 5 to 1440 (a day).', validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(1440)], verbose_name='refresh every')),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('row_count', models.PositiveIntegerField(default=0, editable=False)),
                ('fetched_at', models.DateTimeField(editable=False, null=True)),
                ('stale_after', models.DateTimeField(editable=False, null=True)),
                ('failing_since', models.DateTimeField(editable=False, null=True)),
                ('failure', models.TextField(blank=True, editable=False)),
                ('due_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('claimed_until', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'Google Sheet',
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='Copy',
            fields=[
                ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='sheets.sheet')),
                ('columns', models.JSONField(default=list)),
                ('rows', models.JSONField(default=list)),
                ('numbers', models.JSONField(null=True)),
            ],
        ),
    ]
