"""The function that folds texts, so that what people type finds what others have written."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# Signs that nobody sees: soft hyphens, what has no width, the direction of writing, variants of a sign (Unicode's
# category Cf, and selectors); accents, points and strokes on and below letters; what stretches a word (tatweel), or
# stands within one (the point in “col·laborar”). The breve stays on и: with it, it is another letter (й).
DROPPED = (
    r"[\u00ad\u00b7\u0300-\u0305\u0307-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0600-\u0605"
    r"\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u070f\u0890\u0891\u08e2\u115f\u1160\u180b-\u180f"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
    r"\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff]|(?<![иИ])\u0306"
)
# Blanks and control characters, hyphens and dashes, apostrophes and quotation marks of all kinds, punctuation.
SEPARATORS = (
    r"[\u0001-\u0020!-/:-@\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u02b9-\u02df\u037e\u0387"
    r"\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u060c\u060d\u061b\u061d-\u061f\u066a-\u066d\u06d4"
    r"\u0964\u0965\u1680\u2000-\u205f\u2212\u2215\u2800\u2e00-\u2e7f\u3000-\u3003\u3008-\u3020\u3030\u30fb\ua78b\ua78c]+"
)
# Compatible characters are one (NFKC: subscripts, ligatures, full width), upper and lower case too, with the two forms
# of sigma, and letters without accents (unaccent: ł, ø, ß …). A dotless i is an i, whatever the database's language.
# `unaccent` itself is not immutable, because its dictionary could be changed; named explicitly, and not changed by us,
# it may serve in an index. Its body is parsed here, so that a restored dump finds all that it needs.
FOLD = f"""
CREATE FUNCTION fold(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(regexp_replace(translate(lower(unaccent('unaccent'::regdictionary, lower(translate(
        normalize(regexp_replace(normalize(words, NFKD), '{DROPPED}', '', 'g'), NFC),
        'Iı', 'ii') COLLATE %s))), 'ς', 'σ'), '{SEPARATORS}', ' ', 'g'));
"""
# The first that there is knows the letters of all languages: from PostgreSQL 17 on, where it was built with ICU, and
# else if the database's own language does.
COLLATIONS = ["pg_c_utf8", "und-x-icu", "default"]


def create(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT collname FROM pg_collation WHERE collnamespace = 'pg_catalog'::regnamespace")
        known = {name for (name,) in cursor.fetchall()}
        collation = next(name for name in COLLATIONS if name in known)
        cursor.execute(FOLD % schema_editor.quote_name(collation))


def drop(apps, schema_editor):
    schema_editor.execute("DROP FUNCTION fold(text)")


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunPython(create, drop),
    ]
