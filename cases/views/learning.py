"""What cases taught, for whom it was sent to: the list, by status, and the page on which one says what became of it."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import visible_to
from cases.actions.learning import answer_learning
from cases.filters import LearningFilter
from cases.forms.learning import AnswerLearningForm
from cases.models import Became
from cases.presenters.lists import LEARNING
from cases.rules.learning import SHOWN, learning_for, of_status
from cases.views.person import person_of
from core.access import Audience, access
from core.downloads import asked_for, taken
from core.errors import BadInput, NotVisible

PER_PAGE = 25


@access(Audience.SIGNED_IN)
@require_safe
def learning_list(request: HttpRequest) -> HttpResponseBase:
    """What was sent to this person, newest first: open, closed or all, as the address asks; as a page or as a file."""
    person, show = person_of(request), request.GET.get("show", "")
    found = LearningFilter(request.GET, queryset=learning_for(person))
    points = of_status(found.qs, show).annotate(known=Exists(visible_to(person).filter(pk=OuterRef("case"))))
    kind = asked_for(request)
    if kind and found.form.is_valid():
        return taken(request, kind, LEARNING, points.iterator(), count=points.count(), at=timezone.now())
    page = Paginator(points, PER_PAGE).get_page(request.GET.get("page"))
    shown = [(key, words, of_status(found.qs, key).count(), key == show) for key, words in SHOWN.items()]
    context = {"form": found.form, "page": page, "shown": shown, "show": show}
    return render(request, "cases/learning.html", context)


@access(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def learning_point(request: HttpRequest, point: int) -> HttpResponse:
    """One point, and what became of it."""
    person, at = person_of(request), timezone.now()
    found = learning_for(person).filter(pk=point).first()
    if found is None:
        raise NotVisible
    form = AnswerLearningForm(request.POST or None, at=at)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid() and not form.has_doubts:
            try:
                said = form.cleaned_data
                answer_learning(found.pk, by=person, at=at, became=Became(said["became"]), said=said["said"])
            except BadInput as error:
                form.take(error)
            else:
                messages.success(request, "Recorded. Whoever wrote it is told.")
                return redirect("learning")
    return render(request, "cases/learning_point.html", {"point": found, "form": form}, status=status)
