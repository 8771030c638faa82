"""What cases taught, for whom it was sent to: the list, and what became of each; judged by the form of the page."""

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response

from agencies.models import User
from cases import record
from cases.actions.learning import answer_learning
from cases.api.asking import questions
from cases.api.base import ApiView, body_of, person_of
from cases.api.schema import ACT_ERRORS, CASE_ERRORS, errors, form_schema
from cases.api.shapes import LearningPageShape, LearningShape, as_json
from cases.api.typed import FAULTS, check_names, faults_of, names_of, typed
from cases.forms.learning import AnswerLearningForm
from cases.journey import as_data
from cases.models import Became, LearningPoint
from cases.rules.learning import SHOWN, learning_for, shown_points
from core.errors import BadInput, NotVisible

SHOW = OpenApiParameter("show", OpenApiTypes.STR, enum=["open", *(key for key in SHOWN if key)], default="open")
POINT = OpenApiParameter("point", OpenApiTypes.INT, OpenApiParameter.PATH, description="The number of the point")
UNKNOWN = {404: "No such point that was sent to you"}


class LearningList(ApiView):
    """The learning points that were sent to the caller."""

    @extend_schema(
        operation_id="learning_list",
        summary="The learning points that were sent to you, newest first",
        parameters=[SHOW, OpenApiParameter("page", OpenApiTypes.INT)],
        responses={
            200: LearningPageShape,
            **errors({401: CASE_ERRORS[401], 404: "No such page", 422: ACT_ERRORS[422]}),
        },
    )
    def get(self, request: ApiRequest) -> Response:
        """Open, closed or all, as the page shows them."""
        show = request.query_params.get("show", "open")
        if show not in ("open", *SHOWN):
            says = "Choose open, closed or all"
            raise BadInput(f"{says}.", {"show": [says]})
        pages = PageNumberPagination()
        found: QuerySet[LearningPoint] = shown_points(person_of(request), "" if show == "open" else show)
        rows: list[LearningPoint] = pages.paginate_queryset(found, request, view=self) or []
        shape = LearningPageShape(
            count=pages.page.paginator.count if pages.page else 0,
            next=pages.get_next_link(),
            previous=pages.get_previous_link(),
            results=[_shown(point) for point in rows],
        )
        return Response(as_json(shape))


class LearningDetail(ApiView):
    """One learning point, and what became of it."""

    @extend_schema(
        operation_id="learning",
        summary="A learning point, and what became of it",
        parameters=[POINT],
        responses={200: LearningShape, **errors({401: CASE_ERRORS[401], **UNKNOWN})},
    )
    def get(self, request: ApiRequest, point: int) -> Response:
        """The point, for whom it was sent to."""
        return Response(as_json(_shown(_find(person_of(request), point))))

    @extend_schema(
        operation_id="learning_answer",
        summary="Say what became of a learning point",
        parameters=[POINT],
        request=form_schema("What became of it", AnswerLearningForm),
        responses={200: LearningShape, **errors({key: ACT_ERRORS[key] for key in (400, 401, 415, 422)} | UNKNOWN)},
    )
    def post(self, request: ApiRequest, point: int) -> Response:
        """Record it, as the form of the page takes it; whoever wrote the point is told."""
        person, said = person_of(request), body_of(request)
        found = _find(person, point)
        form = AnswerLearningForm(at=self.at)
        check_names(said, names_of(form))
        form = AnswerLearningForm(as_data(typed(AnswerLearningForm, said)), at=self.at)
        if not form.is_valid():
            raise BadInput(FAULTS, faults_of(form))
        became = Became(form.cleaned_data["became"])
        answer_learning(found.pk, by=person, at=self.at, became=became, said=form.cleaned_data["said"])
        return Response(as_json(_shown(_find(person, point))))


def _find(person: User, point: int) -> LearningPoint:
    found = learning_for(person).filter(pk=point).first()
    if found is None:
        raise NotVisible("There is no such learning point, or it was not sent to you.")
    return found


def _shown(point: LearningPoint) -> LearningShape:
    return LearningShape(
        number=point.pk,
        kind=point.kind,
        learning=record.body_of(point.entry).get("learning", ""),
        area=point.case.area.name,
        sent_to=point.addressee,
        agency=point.agency.name if point.agency else "",
        recorded_at=point.recorded_at,
        open=not point.is_closed,
        became=point.became,
        answered_at=point.answered_at,
        said=record.body_of(point.answered_in).get("became_of_it", "") if point.answered_in else "",
        fields=[] if point.is_closed else questions(AnswerLearningForm(at=point.recorded_at)),
    )
