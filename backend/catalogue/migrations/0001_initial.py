import django.core.validators
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('date', models.DateField()),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
                ('place', models.CharField(blank=True, help_text='A postal address helps.', max_length=200)),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='description')),
                ('tracks', models.JSONField(blank=True)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('updated', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['-date', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(help_text='Such as 2026.', validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2099)])),
                ('term', models.PositiveSmallIntegerField(choices=[(1, 'Spring'), (2, 'Summer'), (3, 'Fall')])),
                ('class_name', models.CharField(help_text='Such as Software Capstone.', max_length=80, verbose_name='class')),
                ('team', models.CharField(help_text='Such as CAP-104. No two teams of a semester have the same.', max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('organisation', models.CharField(blank=True, help_text='The partner it is built for.', max_length=120, verbose_name='organization')),
                ('industry', models.CharField(blank=True, max_length=80)),
                ('abstract', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(10000)])),
                ('students', models.TextField(blank=True, help_text='One name a line.', validators=[django.core.validators.MaxLengthValidator(2000)])),
                ('slug', models.SlugField(allow_unicode=True, editable=False, max_length=80, unique=True)),
                ('words', models.TextField(editable=False)),
                ('updated', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['-year', '-term', 'team'],
                'indexes': [models.Index(fields=['year', 'term'], name='catalogue_semester')],
            },
        ),
    ]
