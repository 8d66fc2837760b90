"""The search for visitors."""

from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from civitas_cms.delivery.views import PublicView, public_page
from civitas_cms.lists.facets import FilterState
from civitas_cms.lists.filters import Filter, is_year
from civitas_cms.lists.pagination import numbers_to_offer, page_number
from civitas_cms.publishing.kinds import search_kinds

from . import queries


class Search(PublicView, TemplateView):
    """What visitors look for with ``q``, narrowed by filters.

    Where nothing has the words, it shows what they may have meant instead, unless ``as_typed`` says not to.
    A query that is too long answers 400, one that takes the database too long 503, each with the form to try again;
    an unknown kind, and what cannot be a year, a slug or a page, answers 404.
    """

    template_name = "search/search.html"
    query_parameters = ("q", "as_typed", "kind", "year", "tag", "project", "page")
    filters = (
        Filter("kind", _("Kind")),
        Filter("year", _("Year")),
        Filter("tag", _("Subject")),
        Filter("project", _("Project")),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Search, and answer with a status that fits."""
        text, status, problem, correction = queries.clean(request.GET.get("q", "")), 200, "", ""
        selection, number = self._choices(text)
        answer, page = queries.Answer(), None
        if len(text) > queries.MAX_QUERY_LENGTH:
            text, status = text[: queries.MAX_QUERY_LENGTH], 400
            problem = gettext("This is too long to look for. Try it with the few words that matter most.")
        elif text:
            try:
                answer = queries.find(text, selection.values, number)
                if not answer.found and (correction := self._correction(text)):
                    selection.kept["q"] = correction
                    answer = queries.find(correction, selection.values, number)
            except queries.TooSlowError:
                status, problem = 503, gettext("This takes too long to find. Try it with words that say more.")
            else:
                page = self._page(answer, number)
        if number > 1 and not page:
            raise Http404
        context = self.get_context_data(
            query=text,
            answer=answer,
            problem=problem,
            correction=correction,
            selection=_counted(selection, answer),
            page_obj=page,
            page_numbers=numbers_to_offer(page) if page else [],
            **kwargs,
        )
        return self.render_to_response(context, status=status)

    def _correction(self, text):
        """Return what to look for instead of ``text``; empty for nothing."""
        return "" if self.request.GET.get("as_typed") else queries.did_you_mean(text)

    def _choices(self, text):
        """Return what is chosen and the number of the page; 404 if something cannot be one."""
        choices = FilterState(self.filters, self.request.GET, self.request.path, kept={"q": text})
        fits = {
            "kind": search_kinds().__contains__,
            "year": is_year,
            "tag": slug_re.fullmatch,
            "project": slug_re.fullmatch,
        }
        if not all(fits[name](value) for name, value in choices.values.items()):
            raise Http404
        try:
            return choices, page_number(self.request.GET)
        except InvalidPage as error:
            raise Http404 from error

    def _page(self, answer, number):
        try:
            return Paginator(range(answer.total), queries.PER_PAGE).page(number)
        except InvalidPage as error:
            raise Http404 from error


def _counted(choices, answer):
    """Return ``choices`` with what was found."""
    choices.options = answer.options
    choices.total = answer.total
    for name, chosen in choices.values.items():
        names = {value: name for value, name, _number in answer.options.get(name, [])}
        choices.names[name] = names.get(chosen, chosen)
    return choices


@public_page("q")
def suggestions(request: HttpRequest) -> JsonResponse:
    """Answer with what may be meant by somebody who is still typing ``q``, as JSON."""
    text = queries.clean(request.GET.get("q", ""))
    try:
        found = queries.suggest(text) if 2 <= len(text) <= queries.MAX_QUERY_LENGTH else []
    except queries.TooSlowError:
        found = []  # nobody has asked for suggestions; their absence is no error
    return JsonResponse({"suggestions": found})
