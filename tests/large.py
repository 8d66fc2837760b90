"""A large site, made by the database within seconds: for tests of what must not take longer where there is much."""

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from articles.models import Article

MOMENT = "timestamptz '2025-06-01 12:00+00' - number * interval '1 hour'"
STATEMENTS = [
    """
    INSERT INTO events_speaker (given_name, family_name, academic_title, sorted_by, slug, position, biography, website,
        linkedin, mastodon)
    SELECT 'Ana', 'Speaker ' || number, '', '', 'speaker-' || number, '', '', '', '', '' FROM numbers
    """,
    """
    INSERT INTO events_project (acronym, full_name, slug, summary, description, programme, grant_number, website)
    SELECT 'PROJECT' || number, '', 'project-' || number, '', '', '', '', '' FROM numbers
    """,
    """
    INSERT INTO taggit_tag (name, slug) SELECT 'Subject ' || number, 'subject-' || number FROM numbers LIMIT 100
    """,
    f"""
    INSERT INTO events_conference (title, slug, summary, state, publish_at, expire_at, created_at, updated_at,
        working_copy_keys, status,
        kind, tagline, description, starts_on, ends_on, timezone, format, status_note, venue_name, venue_address, city,
        country, website, livestream_url, registration_url, hashtag, contact_email)
    SELECT 'Conference ' || number, 'conference-' || number, '', 'published', {MOMENT}, NULL, now(), now(),
        '{{}}', 'as_planned', (ARRAY['forum', 'workshop', 'webinar'])[1 + number %% 3], '', '',
        -- One in twenty is still to come.
        current_date + 750 - number / 4, current_date + 752 - number / 4, 'Europe/Brussels', 'on_site', '', '', '',
        '', '', '', '', '', '', ''
    FROM numbers
    """,
    f"""
    INSERT INTO articles_article (title, slug, summary, state, publish_at, expire_at, created_at, updated_at,
        working_copy_keys, kind,
        strapline, lead_caption, lead_credit)
    SELECT 'Article ' || number, 'article-' || number, repeat('word ', 40),
        CASE WHEN number %% 20 = 0 THEN 'draft' ELSE 'published' END, {MOMENT},
        CASE WHEN number %% 50 = 0 THEN {MOMENT} + interval '20 years' END, now(), now(), '{{}}',
        (ARRAY['news', 'event_report', 'interview', 'call'])[1 + number %% 4], '', '', ''
    FROM numbers
    """,
    """
    INSERT INTO taggit_taggeditem (object_id, content_type_id, tag_id)
    SELECT article.id, %(content_type)s, tag.id
    FROM articles_article AS article CROSS JOIN generate_series(0, 1) AS step
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM taggit_tag) AS tag
        ON tag.place = 1 + (article.id + step * 7) %% 100
    """,
    """
    INSERT INTO articles_article_projects (article_id, project_id, sort_value)
    SELECT article.id, project.id, 1
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM articles_article) AS article
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM events_project) AS project
        ON project.place = 1 + article.place %% 60
    """,
    """
    INSERT INTO articles_article_conferences (article_id, conference_id)
    SELECT article.id, conference.id
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM articles_article) AS article
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM events_conference) AS conference
        ON conference.place = 1 + article.place %% 3000
    """,
    """
    INSERT INTO articles_quote (parent_id, region, ordering, words, speaker_id, position_then)
    SELECT article.id, 'main', 10, 'The city belongs to the people who walk in it.', speaker.id, ''
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM articles_article) AS article
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM events_speaker) AS speaker
        ON speaker.place = 1 + article.place %% 500
    """,
]


def make_large_site(number):
    """Insert ``number`` each of articles, quotes, conferences, people and projects.

    Not within a transaction: a database that is in use is vacuumed now and then.
    """
    values = {"number": number, "content_type": ContentType.objects.get_for_model(Article).pk}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE numbers AS SELECT generate_series(1, %(number)s) AS number", values)
        for statement in STATEMENTS:
            cursor.execute(statement, values)
        cursor.execute("DROP TABLE numbers")
        cursor.execute("VACUUM ANALYZE")
