import django.db.models.deletion
import news.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', models.JSONField(blank=True)),
                ('seo_image', models.ForeignKey(blank=True, help_text="Landscape, 1200 pixels or wider. Without one, the hero's picture is taken.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'news list',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', models.JSONField(blank=True)),
                ('date', models.DateField(default=news.models.today, help_text='Newest first; what is dated ahead shows too.')),
                ('summary', models.TextField(help_text='What happened, in a sentence or two, for lists and shared links.', max_length=320)),
                ('picture_alt', models.CharField(blank=True, help_text='What the picture shows, for people who cannot see it. Empty: it is decoration.', max_length=200, verbose_name='alt text')),
                ('picture', models.ForeignKey(blank=True, help_text='Landscape, 1600 pixels or wider.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image')),
                ('seo_image', models.ForeignKey(blank=True, help_text="Landscape, 1200 pixels or wider. Without one, the hero's picture is taken.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'news page',
            },
            bases=('wagtailcore.page',),
        ),
    ]
