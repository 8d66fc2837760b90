"""The search for visitors."""

from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from civitas_cms.publishing.views import PublicView, public_page

from . import queries
from .models import IndexEntry


class Search(PublicView, TemplateView):
    """What visitors look for with ``q``, narrowed by ``kind`` and ``year``.

    A query that is too long answers 400, one that takes the database too long 503, each with the form to try again;
    an unknown kind, year or page answers 404.
    """

    template_name = "search/search.html"
    query_parameters = ("q", "kind", "year", "page")

    def get(self, request, *args, **kwargs):
        """Search, and answer with a status that fits."""
        text, status, problem = queries.clean(request.GET.get("q", "")), 200, ""
        kind, year, page = self._choices()
        answer = queries.Answer()
        if len(text) > queries.LONGEST:
            text, status = text[: queries.LONGEST], 400
            problem = _("This is too long to look for. Try it with the few words that matter most.")
        elif text:
            try:
                answer = queries.find(text, kind, year, page)
                correction = "" if answer.counts else queries.did_you_mean(text)
            except queries.TooSlowError:
                status, problem = 503, _("This takes too long to find. Try it with words that say more.")
            else:
                kwargs |= self._page_context(answer, page) | {"correction": correction}
        if page > 1 and not answer.hits:
            raise Http404
        context = self.get_context_data(
            query=text, answer=answer, problem=problem, kind=kind, year=year, longest=queries.LONGEST, **kwargs
        )
        return self.render_to_response(context, status=status)

    def _choices(self):
        """Return kind, year and page of the address; 404 if one is none."""
        kind, year, page = (self.request.GET.get(name, "") for name in ("kind", "year", "page"))
        if kind and kind not in IndexEntry.Kind:
            raise Http404
        for number in (year, page):
            if number and not (number.isascii() and number.isdecimal() and 0 < int(number[:5]) < 10_000):
                raise Http404
        if len(year) > 4 or len(page) > 4:
            raise Http404
        return kind, int(year or 0), int(page or 1)

    def _page_context(self, answer, page):
        paginator = Paginator(range(answer.reachable), queries.PER_PAGE)
        if page > paginator.num_pages:
            raise Http404
        return {
            "page_obj": paginator.page(page),
            "page_numbers": list(paginator.get_elided_page_range(page, on_each_side=1, on_ends=1)),
        }


@public_page("q")
def suggestions(request):
    """Answer with what may be meant by somebody who is still typing ``q``, as JSON."""
    text = queries.clean(request.GET.get("q", ""))
    try:
        found = queries.suggest(text) if 2 <= len(text) <= queries.LONGEST else []
    except queries.TooSlowError:
        found = []  # nobody has asked for suggestions; their absence is no error
    return JsonResponse({"suggestions": found})
