"""The page of an evaluation: whole, closed in itself, and the same every time."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from desk.models import cross_validation, report_plots
from desk.models.cross_validation import HeldOut
from desk.models.evaluation import Labelled, measure
from desk.models.report import MISTAKES, Evaluation, page
from support.policy import Policy, load
from tests.models.examples import answer

ROOT = Path(__file__).resolve().parents[2]
CURVE = [
    {"threshold": step / 10, "cost": abs(step - 4) / 10 + 0.1, "wrong": 0.1, "needless": step / 10}
    for step in range(10)
]
TRAINED = {
    "classifier": {},
    "scope": {"threshold": 0.4, "far": 0.25, "curve": CURVE, "held_out_accuracy": 0.815},
    "encoder": {"version": "tuned-1"},
}
HOSTILE = "<script>alert('x')</script> & {{ 7*7 }} $x$"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(ROOT / "policy.yml")


@pytest.fixture
def evaluation(policy: Policy) -> Evaluation:
    messages = [
        Labelled("where is my money", ("refund",), {"lang": "en"}, 2),
        Labelled(HOSTILE, ("plans",), {"lang": "vi"}, 3),
    ]
    answers = [
        answer(policy, {"refund": 0.9, "plans": 0.1}),
        answer(policy, {"hours": 0.7, "plans": 0.3}),
    ]
    figures = measure(messages, answers, policy, intents=True)
    return Evaluation("model-1", "held.tsv", True, messages, answers, figures, TRAINED)


class Reader(HTMLParser):
    """What a page is made of."""

    VOID = ("meta", "path", "use", "rect")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("src", "href", "xlink:href", "action", "srcset"):
                self.links.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)


def test_the_page_needs_nothing_from_elsewhere(evaluation: Evaluation, policy: Policy) -> None:
    text = page(evaluation, policy)
    read = Reader(text)
    assert read.open == []
    assert not {"script", "link", "img", "iframe", "object"} & set(read.tags)
    assert all(link.startswith("#") for link in read.links)
    assert {link[1:] for link in read.links} <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))
    assert not re.search(r"@import|url\((?!#)", text)
    assert "prefers-color-scheme: dark" in text
    assert 'name="viewport"' in text


def test_what_customers_wrote_stays_text(evaluation: Evaluation, policy: Policy) -> None:
    text = page(evaluation, policy)
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; {{ 7*7 }} $x$" in text
    assert "near &lt;hours&gt; 0" in text


def test_a_mistake_has_its_ranking_and_the_nearest_examples(
    evaluation: Evaluation, policy: Policy
) -> None:
    articles = page(evaluation, policy).split("<article>")[1:]
    assert len(articles) == 1
    ranked = re.findall(r'class="number">([\d.]+)</span> (\w+) <span', articles[0])
    assert ranked == [("0.700", "hours"), ("0.300", "plans")]
    assert re.findall(r"near &lt;hours&gt; \d", articles[0]) == [
        f"near &lt;hours&gt; {number}" for number in range(3)
    ]
    assert "line 3, vi" in articles[0]


def test_only_the_worst_of_many_mistakes_are_shown(policy: Policy) -> None:
    count = MISTAKES + 3
    messages = [Labelled(str(n), ("plans",), line=n) for n in range(count)]
    answers = [answer(policy, {"refund": 0.9, "plans": 0.1})] * count
    figures = measure(messages, answers, policy, intents=True)
    many = Evaluation("m", "f.tsv", True, messages, answers, figures, TRAINED)
    text = page(many, policy)
    assert text.count("<article>") == MISTAKES
    assert f"{MISTAKES} of {count} are shown" in text


def test_sections_are_there_where_there_is_something_to_tell(
    evaluation: Evaluation, policy: Policy
) -> None:
    always = ["Categories", "Intents", "Confidence", "When it asks back", "Worst mistakes"]
    assert Reader(page(evaluation, policy)).headings == always

    tuned = {"version": "t", "base_accuracy": 0.8, "tuned_accuracy": 0.825, "seconds": 90.4}
    told = page(replace(evaluation, trained={**TRAINED, "encoder": tuned}), policy)
    assert "What fine-tuning bought" in Reader(told).headings
    assert re.search(r"80\.0% .* 82\.5% .*: \+2\.5 points, for 90 s", told)

    crossed = {
        "folds": 5,
        "seed": 7,
        **cross_validation.measure(
            [
                HeldOut("odd one", "refund", "plans", 0.875, "known"),
                HeldOut("b", "plans", "plans", 0.5, "known"),
            ]
        ),
    }
    told = page(replace(evaluation, crossed=crossed), policy)
    assert "Cross-validation of the training data" in Reader(told).headings
    assert "2 examples in 5 folds, stratified, seed 7" in told
    assert "odd one" in told


def test_categories_need_no_second_matrix(policy: Policy) -> None:
    messages = [Labelled("x", ("billing",))]
    answers = [answer(policy, {"refund": 0.9, "plans": 0.1})]
    figures = measure(messages, answers, policy, intents=False)
    text = page(Evaluation("m", "f", False, messages, answers, figures, TRAINED), policy)
    assert "Intents" not in Reader(text).headings
    assert "None." in text  # no mistake


def test_only_the_latency_may_differ(evaluation: Evaluation, policy: Policy) -> None:
    first = page(evaluation, policy)
    assert page(evaluation, policy) == first
    slower = {**evaluation.figures, "latency_ms": {"median": 777.7, "p95": 888.8}}
    second = page(replace(evaluation, figures=slower), policy)
    changed = [
        (a, b) for a, b in zip(first.splitlines(), second.splitlines(), strict=True) if a != b
    ]
    assert ["latency" in a for a, _ in changed] == [True, True]


def test_a_users_own_plot_settings_change_nothing(evaluation: Evaluation, policy: Policy) -> None:
    import matplotlib

    first = page(evaluation, policy)
    with matplotlib.rc_context({"font.size": 30, "axes.linewidth": 5}):
        assert page(evaluation, policy) == first
        assert matplotlib.rcParams["font.size"] == 30


def test_the_chosen_threshold_is_marked_on_the_curve() -> None:
    drawing = report_plots.cost_curve(CURVE, 0.4)
    assert "0.40</text>" in drawing
    assert report_plots.cost_curve(CURVE, 0.7) != drawing
    assert "0.70</text>" in report_plots.cost_curve(CURVE, 0.7)


def test_the_confusion_matrix_counts_labels_against_answers() -> None:
    pairs = [("billing", "billing")] * 12 + [("billing", "sales")] * 3 + [("sales", "unsure")] * 4
    drawing = report_plots.confusion(pairs, "c")
    texts = re.findall(r">([^<>\n]+)</text>", drawing)
    assert [text for text in texts if text.isdecimal()] == ["12", "3", "4"]
    assert texts.count("unsure") == 1  # a column, no row
    assert texts.count("billing") == 2
    # Right and wrong have colours that follow the page.
    assert drawing.count("fill: var(--right)") == 1
    assert drawing.count("fill: var(--wrong)") == 2
    assert not re.search(r"#[0-9a-f]{6}", drawing)
