"""Facts in words: what a row of the terminal says of a fact."""

from decimal import Decimal

import pytest

from xjllm.cli.phrases import phrase_amount, phrase_details, phrase_fact, phrase_partner, phrase_period
from xjllm.fact import Fact
from xjllm.periods import Period


def _fact(**fields):
    plain = {
        "figure": "5 percent",
        "value": 5,
        "unit": "percent",
        "statistic": "growth",
        "measure": "trade_value",
        "flow": "exports",
        "reporter": "CN-XJ",
        "period": "2019-01/2019-05",
        "start": 0,
        "end": 9,
    }
    return Fact.model_validate(plain | fields)


@pytest.mark.parametrize(
    ("fields", "phrase"),
    [
        ({"statistic": "level"}, "exports, value"),
        ({"statistic": "level", "flow": "total"}, "total trade, value"),
        ({"statistic": "level", "flow": "balance"}, "trade balance, value"),
        ({"basis": "yoy"}, "exports, growth yoy"),
        ({"basis": "other"}, "exports, growth on another basis"),
        ({"statistic": "share_change", "basis": "yoy"}, "exports, change of share yoy"),
        ({"statistic": "rank", "ranked_by": "growth"}, "exports, rank by growth"),
        ({"statistic": "rank", "ranked_by": "level"}, "exports, rank"),
        ({"statistic": "level", "measure": "freight_trains", "flow": None}, "freight trains, number"),
        ({"statistic": "level", "measure": "freight_volume"}, "export freight volume"),
        ({"statistic": "level", "measure": "shipments", "flow": "total"}, "import and export shipments, number"),
        ({"statistic": "level", "measure": "trading_partners", "flow": None}, "trading partners, number"),
        ({"statistic": "share", "flow": None}, "trade, share"),
    ],
)
def test_what_a_figure_measures_reads_as_a_phrase(fields, phrase):
    """Flow, measure, statistic and basis are words that an analyst would use."""
    assert phrase_fact(_fact(**fields)) == phrase


def test_every_code_has_a_phrase():
    """No measure, flow or statistic of the vocabulary is without words."""
    from typing import get_args

    from xjllm.vocabulary import Flow, Measure, Statistic

    for measure in get_args(Measure):
        for flow in (*get_args(Flow), None):
            for statistic in get_args(Statistic):
                phrase = phrase_fact(_fact(measure=measure, flow=flow, statistic=statistic))
                assert "_" not in phrase
                assert "None" not in phrase


def test_amounts_have_all_their_digits_and_their_unit():
    """Base units with separators, the comparator before, a rank as a rank, a rate with its time."""
    assert phrase_amount(Decimal("17030000000"), "USD", "~") == "~17,030,000,000 USD"
    assert phrase_amount(Decimal("-4.60"), "percent", "=") == "-4.6 percent"
    assert phrase_amount(Decimal(17), "rank", "=") == "rank 17"
    assert phrase_amount(Decimal(600), "trains", ">", per="month") == ">600 trains a month"
    assert phrase_amount(Decimal("4.2"), "percentage_points", None) == "4.2 percentage points"
    assert phrase_amount(Decimal(2), None, None) == "2"


def test_a_single_month_is_said_once():
    """One month is `2021-11`; several are first and last; an unknown period is a question mark."""
    assert phrase_period(Period.parse("2021-11/2021-11")) == "2021-11"
    assert phrase_period(Period.parse("2021-01/2021-11")) == "2021-01/2021-11"
    assert phrase_period(None) == "?"


def test_the_reporter_is_said_where_there_are_several():
    """Beside facts of one reporter the partner stands alone."""
    fact = _fact(partner="KAZ")
    assert phrase_partner(fact, with_reporter=False) == "KAZ"
    assert phrase_partner(fact, with_reporter=True) == "CN-XJ ↔ KAZ"


def test_details_say_everything_else():
    """Each further dimension is a piece of its own; the source is said where it is not the one announced."""
    fact = _fact(
        commodity="tractors",
        enterprise_type="private",
        trade_mode="border trade",
        zone="Northgate",
        port="Eastgate",
        transport="road",
        statistic="share",
        whole={"zone": None, "trade_mode": None, "period": "2018-01/2018-01", "reporter": "CHN"},
        adjusted=True,
        record=True,
        source="Northgate Customs",
    )
    assert phrase_details(fact, source="Northgate Customs") == (
        *("tractors", "private enterprises", "border trade", "Northgate", "port Eastgate", "by road"),
        *("of reporter CHN, any trade mode, any zone, period 2018-01", "adjusted", "a record"),
    )
    assert phrase_details(_fact(source="Northgate Customs"), source=None) == ("[Northgate Customs]",)
    assert phrase_details(_fact(), source="Northgate Customs") == ("[no source]",)
    gap = _fact(statistic="growth_gap", unit="percentage_points", whole={"reporter": "CHN"})
    assert phrase_details(gap, source=None) == ("against reporter CHN",)
    trains = _fact(measure="freight_trains", transport="rail", flow=None)
    assert phrase_details(trains, source=None) == ()
