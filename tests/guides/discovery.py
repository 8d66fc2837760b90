from civitas_cms.publishing.kinds import Embed, Kind, ListPage, Navigation, Number, Section, register

from .models import Guide

register(
    Kind(
        Guide,
        list_page=ListPage("guide-list", "Guides"),
        embed=lambda guide: Embed(guide.title, guide.summary),
        navigation=Navigation(Section.WRITE, quick_action="Write a guide"),
        numbers=[Number("guides", Guide.objects.public)],
    )
)
