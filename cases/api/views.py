"""The addresses of the API: the list of cases, raising one, one case, its record, and what is done to it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import status
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response

from agencies.models import User
from cases.access import done_with, standing
from cases.actions.door import AlreadyDone, Request, as_told
from cases.actions.raising import raise_case
from cases.api.base import KEY_HEADER, ApiView, Unconditional, body_of, person_of, seen_of, submission_of
from cases.api.errors import answer_error
from cases.api.raising import called_by_api, disagreement_of
from cases.api.schema import (
    ACT_ERRORS,
    CASE_ERRORS,
    FILTERS,
    KEY,
    MATCH,
    REFERENCE,
    SEES_NO_MORE,
    UNCONDITIONAL,
    VERB,
    act_schema,
    errors,
    raise_schema,
)
from cases.api.shapes import CasePageShape, CaseShape, RecordShape, as_json
from cases.api.showing import shown_case, shown_record, shown_rows
from cases.api.typed import FAULTS, check_names, faults_of, names_of, typed, with_defaults
from cases.filters import CaseFilter
from cases.forms.acting import FORMS
from cases.journey import as_data
from cases.looking import look
from cases.models import Case, Entry
from cases.rules.refusals import refusal_in
from cases.selectors import listed
from cases.situations import Situation
from cases.verbs import MOVING, Verb
from core.errors import BadInput, NotAllowed, NotVisible


class CaseList(ApiView):
    """The cases that the caller may know of; and raising a disagreement."""

    @extend_schema(
        operation_id="cases_list",
        summary="The cases that you may know of, soonest limit first",
        parameters=FILTERS,
        responses={200: CasePageShape, **errors({401: CASE_ERRORS[401], 404: "No such page", 422: ACT_ERRORS[422]})},
    )
    def get(self, request: ApiRequest) -> Response:
        """The same filters as the page has; an unknown value is an error beside its field."""
        person = person_of(request)
        cases = CaseFilter(request.query_params, queryset=listed(person), person=person, at=self.at)
        if not cases.is_valid():
            faults = {name: [str(says) for says in found] for name, found in cases.form.errors.items()}
            raise BadInput("These filters cannot be taken.", faults)
        pages = PageNumberPagination()
        rows: list[Case] = pages.paginate_queryset(cases.qs, request, view=self) or []
        shape = CasePageShape(
            count=pages.page.paginator.count if pages.page else 0,
            next=pages.get_next_link(),
            previous=pages.get_previous_link(),
            results=shown_rows(rows, at=self.at),
        )
        return Response(as_json(shape))

    @extend_schema(
        operation_id="cases_raise",
        summary="Raise a disagreement",
        parameters=[KEY],
        request=raise_schema(),
        responses={201: CaseShape, **errors({key: says for key, says in ACT_ERRORS.items() if key not in (404, 409)})},
    )
    def post(self, request: ApiRequest) -> Response:
        """All answers of the raise journey in one flat object; the pages' own forms judge them."""
        person, submission = person_of(request), submission_of(request)
        case = _sent_before(submission, by=person, verb=Verb.RAISE)
        if case is None:
            case = self._raise(request, person, submission)
        answer = _answer(str(case.reference), request, self, page="raise", code=status.HTTP_201_CREATED)
        answer["Location"] = reverse("api-case", args=[case.reference])
        return answer

    def _raise(self, request: ApiRequest, person: User, submission: UUID | None) -> Case:
        what = disagreement_of(body_of(request), by=person, at=self.at)
        try:
            with transaction.atomic():
                User.objects.select_for_update(no_key=True).get(pk=person.pk)  # one at a time: a key makes one case
                return raise_case(what, by=person, at=self.at, submission=submission)
        except BadInput as error:
            raise BadInput(error.sentence, called_by_api(error.fields)) from error


class CaseDetail(ApiView):
    """One case."""

    @extend_schema(
        operation_id="case",
        summary="A case, and what you may do now",
        parameters=[REFERENCE],
        responses={200: CaseShape, **errors(CASE_ERRORS)},
    )
    def get(self, request: ApiRequest, reference: str) -> Response:
        """The case as its page shows it, with the actions that the caller may take now; the ETag is its revision."""
        return _answer(reference, request, self, page="case")


class CaseRecord(ApiView):
    """The written record of one case."""

    @extend_schema(
        operation_id="case_record",
        summary="The written record, oldest first",
        parameters=[REFERENCE],
        responses={200: RecordShape, **errors(CASE_ERRORS | {403: ACT_ERRORS[403]})},
    )
    def get(self, request: ApiRequest, reference: str) -> Response:
        """What the caller may read of the record: what is shared, and the notes of their own side."""
        s = _situation(reference, request, self, page="record")
        if not s.standing.content:
            raise NotAllowed("You can see that this case exists, but you may not read its record.")
        return Response(as_json(shown_record(s)))


class CaseAction(ApiView):
    """What is done to a case."""

    @extend_schema(
        operation_id="case_act",
        summary="Do one of the things that you may do now",
        description=(
            "Each verb takes the fields of its page. The case's own `actions` say which, for you and now. "
            f"{' and '.join([', '.join(verb.value for verb in MOVING[:-1]), MOVING[-1].value])} move or end the case: "
            "they need `If-Match` with the revision that you saw, or `Idempotency-Key`, so that a repeat cannot move it twice."
        ),
        parameters=[REFERENCE, VERB, KEY, MATCH],
        request=act_schema(),
        responses={200: CaseShape, **SEES_NO_MORE, **errors(ACT_ERRORS | UNCONDITIONAL)},
    )
    def post(self, request: ApiRequest, reference: str, verb: str) -> Response:
        """Do the verb with these answers, judged by the form of its page; answers with the case as it then stands."""
        done = next((known for known in FORMS if known.value == verb), None)
        if done is None:
            raise NotVisible("There is no such action.")
        person, submission = person_of(request), submission_of(request)
        if done_with(submission, person=person) is not None:  # sent twice: the first took their sight
            return Response(status=status.HTTP_204_NO_CONTENT)
        s = _situation(reference, request, self, page=verb, verb=done)
        if _sent_before(submission, by=person, verb=done, case=s.case) is None:
            body = body_of(request)
            _do(done, s, body, Request(person, self.at, seen_of(request, body), submission))
        if not standing(s.case, person).sees:  # with what they did their sight has ended (docs/adr/seats.md)
            return Response(status=status.HTTP_204_NO_CONTENT)
        return _answer(reference, request, self, page=verb)


def _do(verb: Verb, s: Situation, said: dict[str, Any], wanted: Request) -> None:
    """Ask the rules, then the form, then act. Raises what is wrong, as the page would say it."""
    refused = refusal_in(s, verb)
    if refused is not None:
        raise as_told(refused, s, seen=wanted.seen)
    if verb in MOVING and wanted.seen is None and wanted.submission is None:
        raise Unconditional
    asked = FORMS[verb]
    blank = asked(situation=s)
    check_names(said, names_of(blank))
    form = asked(as_data(with_defaults(blank, typed(asked, said))), situation=s)
    if not form.is_valid():
        raise BadInput(FAULTS, faults_of(form))
    try:
        form.act(s.case, wanted)
    except AlreadyDone:
        return


def _sent_before(submission: UUID | None, *, by: User, verb: Verb, case: Case | None = None) -> Case | None:
    """The case on which this key was used by this person for this verb; BadInput where it was used for anything else."""
    if submission is None:
        return None
    entries = Entry.objects.filter(submission=submission).select_related("case")
    sent = (entries.filter(case=case) if case else entries.filter(by=by)).first()
    if sent is None:
        return None
    if sent.by_id != by.pk or sent.kind != verb.value:
        says = "This idempotency key was used for something else"
        raise BadInput(f"{says}.", {KEY_HEADER: [says]})
    return sent.case


def _situation(reference: str, request: ApiRequest, view: ApiView, *, page: str, verb: Verb | None = None) -> Situation:
    """The case as it stands for the caller; the look is logged. Raises NotVisible."""
    return look(reference, by=person_of(request), at=view.at, page=f"api:{page}", verb=verb)


def _answer(
    reference: str, request: ApiRequest, view: ApiView, *, page: str, code: int = status.HTTP_200_OK
) -> Response:
    """The case as it stands now, with its revision as the ETag."""
    shape = shown_case(_situation(reference, request, view, page=page))
    return Response(as_json(shape), status=code, headers={"ETag": f'"{shape.revision}"'})


class ApiSchema(SpectacularAPIView):
    """What the API takes and answers, in OpenAPI."""

    permission_classes = (AllowAny,)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        """The one handler of the API."""
        return answer_error


class ApiDocs(SpectacularSwaggerSplitView):
    """The schema as pages to read and try."""

    permission_classes = (AllowAny,)
    url_name = "api-schema"
    title = "Resolve API"


def nothing(request: HttpRequest, **_: str) -> JsonResponse:
    """Where the API has nothing: says so in JSON, whatever the method."""
    return JsonResponse({"code": NotVisible.code, "detail": "There is no such address in the API."}, status=404)
