import django.core.serializers.json
import django.db.models.deletion
import modelcluster.fields
import uuid
import wagtail.contrib.forms.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FormPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', models.JSONField(blank=True)),
                ('button', models.CharField(default='Send', max_length=40)),
                ('thanks', models.TextField(default='Thank you. We have received your submission.', help_text='Shown in place of the form once it was sent.', max_length=600, verbose_name='thank-you text')),
                ('to_address', models.CharField(blank=True, help_text='Who is told of each submission: email addresses, separated by commas.', max_length=255, validators=[wagtail.contrib.forms.models.validate_to_address], verbose_name='notify')),
                ('subject', models.CharField(blank=True, help_text='Of that email. Without one, the title of the page.', max_length=120)),
                ('seo_image', models.ForeignKey(blank=True, help_text="Landscape, 1200 pixels or wider. Without one, the hero's picture is taken.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'form',
            },
            bases=('wagtailcore.page', wagtail.contrib.forms.models.FormMixin),
        ),
        migrations.CreateModel(
            name='FormField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('clean_name', models.CharField(blank=True, default='', help_text='Safe name of the form field, the label converted to ascii_snake_case', max_length=255, verbose_name='name')),
                ('label', models.CharField(help_text='The label of the form field', max_length=255, verbose_name='label')),
                ('field_type', models.CharField(choices=[('singleline', 'Single line text'), ('multiline', 'Multi-line text'), ('email', 'Email'), ('number', 'Number'), ('url', 'URL'), ('checkbox', 'Checkbox'), ('checkboxes', 'Checkboxes'), ('dropdown', 'Drop down'), ('multiselect', 'Multiple select'), ('radio', 'Radio buttons'), ('date', 'Date'), ('datetime', 'Date/time'), ('hidden', 'Hidden field')], max_length=16, verbose_name='field type')),
                ('required', models.BooleanField(default=True, verbose_name='required')),
                ('choices', models.TextField(blank=True, help_text='Comma or new line separated list of choices. Only applicable in checkboxes, radio and dropdown.', verbose_name='choices')),
                ('default_value', models.TextField(blank=True, help_text='Default value. Comma or new line separated values supported for checkboxes.', verbose_name='default value')),
                ('help_text', models.CharField(blank=True, max_length=255, verbose_name='help text')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='form_fields', to='forms.formpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_data', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('submit_time', models.DateTimeField(auto_now_add=True, verbose_name='submit time')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('values_digest', models.CharField(editable=False, max_length=64)),
                ('suspicious', models.BooleanField(default=False, verbose_name='suspected spam')),
                ('mail', models.CharField(choices=[('none', 'not asked for'), ('waiting', 'not sent yet'), ('sent', 'sent')], default='none', max_length=8, verbose_name='notification')),
                ('mail_fault', models.TextField(blank=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('mail_due_at', models.DateTimeField(editable=False, null=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('mail', 'waiting')), fields=['id'], name='forms_waiting_for_mail')],
            },
        ),
    ]
