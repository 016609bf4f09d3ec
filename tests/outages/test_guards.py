"""What the database itself refuses, on PostgreSQL and on SQLite, to whoever speaks SQL to it (rules F2, F5, H2)."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, ProtectedError

from gps.outages import sql
from gps.outages.models import Answer, AuthorisationRequest, Change, Identifier, Outage, Span
from tests.bare_sql import REPLACING, columns_of, execute, guards_dropped, refuses
from tests.outages.crisis import (
    DAY,
    HOUR,
    MINUTE,
    alert,
    ask,
    chain_of,
    change,
    end,
    grant,
    operator_down,
    provider_down,
    reopen,
    ungrounded,
    withdraw,
)
from tests.world import CLIENT, NOW, World

pytestmark = pytest.mark.django_db

EVERY_TABLE: tuple[type[Model], ...] = (Change, Answer, Span, AuthorisationRequest, Outage)
EARLIER, LATER = f"'{NOW - DAY}'", f"'{NOW + 400 * DAY}'"


@pytest.fixture
def crisis(world: World) -> World:
    """An alert that ended and reopened, a request that was answered."""
    outage = alert(ungrounded(world))
    end(world, outage, now=NOW + HOUR)
    reopen(world, outage, now=NOW + 2 * HOUR)
    grant(world, ask(world, now=NOW + HOUR), now=NOW + HOUR + MINUTE)
    return world


def table(model: type[Model]) -> str:
    return model._meta.db_table


def changing(model: type[Model], **columns: str) -> str:
    return f"UPDATE {table(model)} SET {', '.join(f'{name} = {value}' for name, value in columns.items())}"


@pytest.mark.rule("F2", "F5", "H2")
class TestThePast:
    @pytest.mark.parametrize("model", EVERY_TABLE, ids=table)
    def test_cannot_be_deleted(self, crisis: World, model: type[Model]) -> None:
        del crisis
        held = model._default_manager.count()
        refuses(f"DELETE FROM {table(model)}")
        for delete in (model._default_manager.all().delete, model._default_manager.all()[0].delete):
            with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
                delete()
        assert model._default_manager.count() == held > 0

    @pytest.mark.parametrize("model", EVERY_TABLE, ids=table)
    def test_cannot_be_emptied(self, crisis: World, model: type[Model]) -> None:
        """SQLite empties a table by DELETE, which the test above covers."""
        del crisis
        if connection.vendor == "postgresql":
            connection.check_constraints()  # or it would be refused for its pending foreign keys
            refuses(f"TRUNCATE {table(model)} CASCADE")
        refuses(f"DELETE FROM {table(model)} WHERE id > 0")

    @pytest.mark.parametrize("model", [Change, Answer], ids=table)
    def test_cannot_be_rewritten(self, crisis: World, model: type[Model]) -> None:
        del crisis
        for name in columns_of(model):
            refuses(f"UPDATE {table(model)} SET {name} = {name}")
        row = model._default_manager.all()[0]
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save()

    @pytest.mark.parametrize("model", EVERY_TABLE, ids=table)
    def test_cannot_be_put_in_the_place_of_itself(self, crisis: World, model: type[Model]) -> None:
        del crisis
        columns = ["id", *columns_of(model)]
        touched = {
            Change: "data",
            Answer: "comment",
            Span: "until_at",
            AuthorisationRequest: "contact",
            Outage: "service",
        }
        other = {"data": "'{}'", "until_at": LATER, "service": "'mareva'"}.get(touched[model], "'x'")
        values = [other if name == touched[model] else name for name in columns]
        statement = REPLACING[connection.vendor].format(
            table=table(model), columns=", ".join(columns), values=", ".join(values),
            set=f"{touched[model]} = excluded.{touched[model]}",
        )  # fmt: skip
        refuses(statement)

    @pytest.mark.parametrize("column", ["data", "actor_label", "at", "action", "previous_hash", "position"])
    def test_shows_by_its_chain_what_was_tampered_with_beyond_the_guards(self, crisis: World, column: str) -> None:
        del crisis
        other = {"data": """'{"x": 1}'""", "at": EARLIER, "position": "7", "action": "'cancel'"}.get(column, "'x'")
        with guards_dropped(sql):
            assert execute(f"UPDATE {table(Change)} SET {column} = {other} WHERE subject = 'P26-0001' AND position = 2")
        assert not chain_of("P26-0001")
        assert chain_of("D26-0001")

    def test_has_one_line_at_each_position(self, crisis: World) -> None:
        del crisis
        names = ", ".join(columns_of(Change))
        refuses(f"INSERT INTO {table(Change)} ({names}) SELECT {names} FROM {table(Change)}", saying="(?i)unique")


@pytest.mark.rule("F3")
class TestASpan:
    def test_that_is_over_never_changes(self, crisis: World) -> None:
        del crisis
        over = Span.objects.exclude(until_at=None).get()
        for columns in ({"until_at": LATER}, {"until_at": "NULL"}, {"from_at": EARLIER}):
            refuses(f"{changing(Span, **columns)} WHERE id = {over.pk}", saying="that is over never changes")

    def test_stays_that_of_its_outage(self, crisis: World) -> None:
        other = provider_down(crisis, now=NOW + 2 * HOUR)
        refuses(f"{changing(Span, outage_id=str(other.pk))} WHERE until_at IS NULL", saying="never changes")

    def test_is_the_only_one_open_and_in_order(self, crisis: World) -> None:
        outage = Outage.objects.get()
        columns = f"INSERT INTO {table(Span)} (outage_id, from_at, until_at) VALUES ({outage.pk}, {LATER}"
        refuses(f"{columns}, NULL)", saying="(?i)unique")
        refuses(f"{columns}, {EARLIER})", saying="span_in_order")
        end(crisis, outage, now=NOW + 3 * HOUR)
        assert execute(f"{columns}, NULL)") == 1


@pytest.mark.rule("F5", "F9")
class TestARequest:
    @pytest.mark.parametrize(
        "column", [name for name in columns_of(AuthorisationRequest) if name not in {"relied_at", "withdrawn_at"}]
    )
    def test_stays_as_it_was_made(self, crisis: World, column: str) -> None:
        incident = operator_down(crisis, crisis.shipper, now=NOW + 2 * HOUR)
        moments = dict.fromkeys(("asked_at", "recorded_at", "tacit_ends_at"), EARLIER)
        numbers = {"failure": "2", "excise_number_id": str(crisis.client.pk), "incident_id": str(incident.pk)}
        other = (moments | numbers).get(column, "'fax'")
        with transaction.atomic():
            refuses(changing(AuthorisationRequest, **{column: other}), saying="what was asked")

    @pytest.mark.parametrize("column", ["relied_at", "withdrawn_at"])
    def test_takes_nothing_back(self, crisis: World, column: str) -> None:
        del crisis
        assert execute(changing(AuthorisationRequest, **{column: f"'{NOW + 2 * HOUR}'"})) == 1
        for value in (EARLIER, "NULL"):
            refuses(changing(AuthorisationRequest, **{column: value}), saying="what was asked")

    def test_may_be_relied_upon_again_but_is_withdrawn_once(self, crisis: World) -> None:
        withdraw(crisis, AuthorisationRequest.objects.get(), now=NOW + 2 * HOUR)
        assert execute(changing(AuthorisationRequest, relied_at=f"'{NOW + 2 * HOUR}'")) == 1
        assert execute(changing(AuthorisationRequest, relied_at=LATER)) == 1
        refuses(changing(AuthorisationRequest, withdrawn_at=LATER), saying="what was asked")

    @pytest.mark.parametrize(
        ("columns", "constraint"),
        [
            ({"failure": "2"}, "request_failure_and_reintegration"),
            ({"failure": "3"}, "request_failure_and_reintegration"),
            ({"reintegrated_by": "'operator'"}, "request_failure_and_reintegration"),
            ({"failure": "2", "reintegrated_by": "'customs'"}, "request_failure_and_reintegration"),
            ({"asked_means": "'pigeon'"}, "request_means_known"),
            ({"asked_at": LATER}, "request_not_to_come"),
            ({"recorded_kind": "'robot'"}, "request_actor_known"),
        ],
    )
    def test_holds_known_values_alone(self, crisis: World, columns: dict[str, str], constraint: str) -> None:
        del crisis
        with guards_dropped(sql):
            refuses(changing(AuthorisationRequest, **columns), saying=constraint)


@pytest.mark.rule("F5")
class TestAnAnswer:
    @pytest.mark.parametrize(
        ("columns", "constraint"),
        [
            ({"granted": "false"}, "answer_end_iff_granted"),
            ({"ends_at": "NULL"}, "answer_end_iff_granted"),
            ({"means": "'pigeon'"}, "answer_means_known"),
        ],
    )
    def test_holds_known_values_alone(self, crisis: World, columns: dict[str, str], constraint: str) -> None:
        del crisis
        with guards_dropped(sql):
            refuses(changing(Answer, **columns), saying=constraint)

    def test_has_its_position_alone(self, crisis: World) -> None:
        del crisis
        names = ", ".join(columns_of(Answer))
        refuses(f"INSERT INTO {table(Answer)} ({names}) SELECT {names} FROM {table(Answer)}", saying="(?i)unique")


@pytest.mark.rule("F1", "F2", "F3")
class TestAnOutage:
    @pytest.mark.parametrize(
        "columns",
        [
            {"identifier": "'P26-0099'"},
            {"failure": "4"},
            {"service": "'mareva'"},
            {"published_at": EARLIER},
            {"provider_id": "(SELECT MIN(id) FROM accounts_ediprovider)"},
            {"excise_number_id": "(SELECT MIN(id) FROM accounts_excisenumber)"},
        ],
        ids=lambda columns: next(iter(columns)),
    )
    def test_keeps_its_identifier_target_and_birth(self, crisis: World, columns: dict[str, str]) -> None:
        del crisis
        refuses(changing(Outage, **columns), saying="never change")

    @pytest.mark.parametrize(
        ("columns", "constraint"),
        [
            ({"failure": "6"}, "outage_failure_known|outage_target_of_its_failure"),
            ({"failure": "1"}, "outage_target_of_its_failure"),
            ({"failure": "3"}, "outage_target_of_its_failure"),
            ({"service": "''"}, "outage_target_of_its_failure"),
            ({"service": "'telephone'"}, "outage_target_of_its_failure"),
            ({"severity": "''"}, "outage_target_of_its_failure"),
            ({"severity": "'green'"}, "outage_target_of_its_failure"),
            ({"side": "'nobody'"}, "outage_side_known"),
            ({"expected_end_at": "starts_at"}, "outage_expected_end_follows"),
            ({"ended_at": EARLIER, "over_at": LATER}, "outage_end_follows"),
            ({"ended_at": LATER}, "outage_over_iff_ended_or_cancelled"),
            ({"over_at": LATER}, "outage_over_iff_ended_or_cancelled"),
            ({"cancelled": "true"}, "outage_over_iff_ended_or_cancelled"),
            ({"cancelled": "true", "over_at": LATER, "ended_at": LATER}, "outage_over_iff_ended_or_cancelled"),
        ],
    )
    def test_holds_what_goes_together_alone(self, crisis: World, columns: dict[str, str], constraint: str) -> None:
        del crisis
        with guards_dropped(sql):
            refuses(changing(Outage, **columns), saying=constraint)

    @pytest.mark.parametrize("which", ["provider", "operator_dti", "operator_edi"])
    def test_has_the_target_of_its_failure(self, world: World, which: str) -> None:
        made = {
            "provider": lambda: provider_down(world),
            "operator_dti": lambda: operator_down(world, world.shipper),
            "operator_edi": lambda: operator_down(world, world.client),
        }[which]()
        assert execute(changing(Outage, message="'x'")) == 1
        with guards_dropped(sql):
            for columns in (
                {"service": "'mareva'"}, {"severity": "'red'"}, {"failure": "5"},
                {"provider_id": "NULL", "excise_number_id": "NULL"},
            ):  # fmt: skip
                refuses(f"{changing(Outage, **columns)} WHERE id = {made.pk}", saying="outage_target_of_its_failure")

    def test_may_be_changed_in_what_is_published(self, crisis: World) -> None:
        outage = Outage.objects.get()
        assert change(crisis, outage, now=NOW + 3 * HOUR, message="Autre.").message == "Autre."
        ask(crisis, "client", CLIENT)


@pytest.mark.rule("F2")
class TestAnIdentifier:
    def test_never_goes_back_nor_changes_hands(self, crisis: World) -> None:
        del crisis
        for columns in ({"last": "0"}, {"prefix": "'X'"}, {"year": "2027"}):
            refuses(changing(Identifier, **columns), saying="never go back")
        refuses(f"DELETE FROM {table(Identifier)}", saying="never go back")
        assert execute(f"{changing(Identifier, last='9')} WHERE prefix = 'P' AND year = 2026") == 1

    def test_is_one_for_a_kind_and_year(self, crisis: World) -> None:
        del crisis
        again = f"INSERT INTO {table(Identifier)} (prefix, year, last) SELECT prefix, year, 0 FROM {table(Identifier)}"
        refuses(again, saying="(?i)unique")

    def test_is_that_of_one_outage_and_one_request(self, crisis: World) -> None:
        del crisis
        for model in (Outage, AuthorisationRequest):
            names = ", ".join(columns_of(model))
            refuses(f"INSERT INTO {table(model)} ({names}) SELECT {names} FROM {table(model)}", saying="(?i)unique")
