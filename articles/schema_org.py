"""Articles and quotes in the words of schema.org (see ``civitas_cms.discovery.schema_org``)."""

from collections.abc import Iterable

from django.utils.translation import get_language

from civitas_cms.discovery.schema_org import Absolute, identified, image, publisher, thing
from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.kinds import share_card_path
from events.schema_org import conference_event, organisation_reference, person_reference, project_reference

from .models import Article, Quote


def news_article(article: Article, site: SiteSettings, absolute: Absolute, blocks: Iterable) -> dict:
    """Return an article ``with_relations()`` and, of its ``blocks``, the quotes."""
    address = absolute(article.get_absolute_url())
    authors = [person_reference(author, absolute) for author in article.public_authors]
    if article.author_organisation:
        authors.append(organisation_reference(article.author_organisation, absolute))
    return identified(
        "NewsArticle",
        article,
        headline=article.title,
        alternativeHeadline=article.strapline,
        description=article.summary or article.strapline,
        url=address,
        mainEntityOfPage=address,
        image=[*filter(None, [image(article.lead_picture, absolute)]), absolute(share_card_path(article))],
        datePublished=article.publish_at and article.publish_at.isoformat(),
        dateModified=article.modified_at.isoformat(),
        author=authors or [publisher(site, absolute)],
        publisher=publisher(site, absolute),
        articleSection=article.get_kind_display(),
        keywords=[tag.name for tag in article.tags.all()],
        inLanguage=get_language(),
        isAccessibleForFree=True,
        about=[conference_event(conference, absolute) for conference in article.conferences.all()],
        mentions=[project_reference(project, absolute) for project in article.projects.all()],
        hasPart=[quotation(block, absolute) for block in blocks if isinstance(block, Quote)],
    )


def quotation(quote: Quote, absolute: Absolute) -> dict:
    """Return what somebody said, as what they were then; without a person where that is named nowhere."""
    organisation, person = quote.public_organisation, None
    if quote.public_speaker:
        person = person_reference(quote.public_speaker, absolute) | thing(
            "Person",
            jobTitle=quote.public_position,
            affiliation=organisation and organisation_reference(organisation, absolute),
        )
    return identified(
        "Quotation",
        quote,
        text=quote.words,
        url=absolute(quote.get_absolute_url()),
        creator=person,
        spokenByCharacter=person,
    )


def reported_quotation(quote: Quote, _site: SiteSettings, absolute: Absolute) -> dict:
    """Return what somebody said, with the article that reported it, for other pages than the article's own."""
    article = quote.parent
    return quotation(quote, absolute) | {
        "isPartOf": identified("CreativeWork", article, name=article.title, url=absolute(article.get_absolute_url()))
    }
