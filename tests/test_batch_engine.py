"""The engine of a batch: a bounded number in work, faults that stay with their article, ways to end early."""

import asyncio
import logging
import multiprocessing
from decimal import Decimal

import pytest

import xjllm
from tests.batch_samples import ANSWER, answering, rows, run, story, write_stories
from xjllm.batch import BatchRun, BatchSettings, iter_batch, run_batch
from xjllm.batch.estimating import estimate_batch
from xjllm.batch.stored import read_status
from xjllm.errors import ConnectionFailed, CutOff, Rejected, SettingsError
from xjllm.extraction import Extractor, ExtractorSettings
from xjllm.model import Usage
from xjllm.prices import Budget, Price
from xjllm.prompting import PartLimits
from xjllm.testing import FakeModel
from xjllm.token_counts import TokenCounts


class _Slow(FakeModel):
    """A model that takes its time and counts how many wait for it."""

    def __init__(self):
        super().__init__(lambda _: ANSWER)
        self.waiting = self.most = 0

    async def complete(self, request):
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        for _ in range(20):
            await asyncio.sleep(0)
        self.waiting -= 1
        return await super().complete(request)


def test_no_more_articles_are_in_work_than_asked_for(tmp_path):
    """The window is full, and never more than full."""
    model = _Slow()
    report, _ = run(write_stories(tmp_path / "in", 40), tmp_path / "out", model, in_flight=5)
    assert report.done == 40
    assert model.most == 5


def test_a_slow_reader_holds_the_run_back(tmp_path):
    """Outcomes that nobody takes do not pile up: the model is asked only so far ahead."""
    model = answering()

    async def go():
        batch = BatchRun([write_stories(tmp_path / "in", 200)], out=tmp_path / "out", model=model)
        outcomes = batch.outcomes()
        await anext(outcomes)
        for _ in range(50):
            await asyncio.sleep(0.01)
        asked = len(model.requests)
        rest = [outcome async for outcome in outcomes]
        return asked, len(rest)

    asked, rest = asyncio.run(go())
    assert asked <= 1 + 3 * 32 + 32
    assert rest == 199


def test_outcomes_come_as_they_finish(tmp_path):
    """A slow article does not hold back the others."""
    gate = asyncio.Event()

    class Model(FakeModel):
        async def complete(self, request):
            if request.name == "s000.txt":
                await gate.wait()
            return await super().complete(request)

    async def go():
        seen = []
        async for outcome in iter_batch(
            [write_stories(tmp_path / "in", 6)], out=tmp_path / "out", model=Model(lambda _: ANSWER)
        ):
            seen.append(outcome.id)
            if len(seen) == 5:
                gate.set()
        return seen

    assert asyncio.run(go())[-1] == "in/s000.txt"


def test_each_failure_stays_with_its_article(tmp_path, caplog):
    """Errors of the model, of the input and of our own become failures with their stage; the rest is done."""
    news = write_stories(tmp_path / "in", 5)
    (news / "empty.txt").write_text("")
    (news / "line.jsonl").write_text("{\n")

    def answer(request):
        if request.name == "s001.txt":
            return CutOff("s001.txt: too long", raw="half")
        if request.name == "s002.txt":
            raise ZeroDivisionError("ours")
        return ANSWER

    with caplog.at_level(logging.CRITICAL, "xjllm.batch"):
        report, outcomes = run(news, tmp_path / "out", answering(answer))
    assert (report.done, report.failed, report.ending) == (3, 4, "done")
    failures = {outcome.id: outcome.failure for outcome in outcomes.values() if outcome.failure}
    assert {id_: (one.stage, one.error) for id_, one in failures.items()} == {
        "in/empty.txt": ("article", "ArticleError"),
        f"{news}/line.jsonl:1": ("input", "ArticleError"),
        "in/s001.txt": ("model", "CutOff"),
        "in/s002.txt": ("internal", "ZeroDivisionError"),
    }
    assert failures["in/s001.txt"].raw == "half"
    assert str(news / "empty.txt") in failures["in/empty.txt"].message
    assert {row["stage"] for row in rows(tmp_path / "out", "failures")} == {"article", "input", "internal", "model"}


def test_an_id_that_comes_twice_fails_the_second_time(tmp_path):
    """Of two articles with one id the first counts; the message names the place of the second."""
    path = tmp_path / "n.jsonl"
    path.write_text('{"id": "a", "text": "Anyang sold pots."}\n{"id": "a", "text": "Datong sold pans."}\n')
    report, outcomes = run(path, tmp_path / "out")
    assert (report.done, report.failed) == (1, 1)
    assert "another article has the id 'a'" in outcomes[f"{path}:2"].failure.message


def test_inputs_that_overlap_are_done_once(tmp_path):
    """A folder and a file in it are no two articles."""
    news = write_stories(tmp_path / "in", 3)
    report, _ = run([news, news / "s001.txt", str(news / "*.txt")], tmp_path / "out")
    assert (report.done, report.failed, report.repeated) == (3, 0, 4)


def test_an_article_without_figures_needs_no_request(tmp_path):
    """Nothing to ask: the article is done with no facts."""
    (tmp_path / "a.txt").write_text("Nothing was counted here. Nobody said how much.\n")
    model = answering()
    report, _ = run(tmp_path / "a.txt", tmp_path / "out", model)
    assert (report.done, report.facts, model.requests) == (1, 0, [])


def test_all_parts_of_a_long_article_are_counted(tmp_path):
    """Tokens of every part count, also where another part fails; what was not begun then is not asked."""

    class Metered(FakeModel):
        async def complete(self, request):
            if "part 2" in request.name:
                error = CutOff("no")
                error.usage = Usage(1, 10, 7)
                raise error
            reply = await super().complete(request)
            from dataclasses import replace

            return replace(reply, usage=Usage(1, 100, 20, 60))

    text = "\n\n".join(f"In 2023 exports of pot {n} rose {n}.5 percent, it was said." for n in range(1, 9))
    (tmp_path / "a.txt").write_text(text)
    extractor = ExtractorSettings(limits=PartLimits(max_figures=2), max_parallel_parts=1)
    model = Metered(lambda _: {"reporter": "CHN", "period": "2023", "facts": []})
    report, outcomes = run(tmp_path / "a.txt", tmp_path / "out", model, extractor=extractor)
    assert report.failed == report.finished == 1
    (outcome,) = outcomes.values()
    assert outcome.usage == Usage(2, 110, 27, 60)
    (row,) = rows(tmp_path / "out", "failures")
    assert (row["requests"], row["input_tokens"], row["output_tokens"], row["cached_tokens"]) == (2, 110, 27, 60)


def test_stop_finishes_what_is_in_flight(tmp_path):
    """After `stop` nothing new is begun, what was begun is kept, and the files are written."""

    async def go():
        news = write_stories(tmp_path / "in", 60)
        batch = BatchRun([news], out=tmp_path / "out", model=_Slow(), settings=BatchSettings(in_flight=4))
        async for _ in batch.outcomes():
            batch.stop()
        return batch.report

    report = asyncio.run(go())
    assert report.ending == "interrupted"
    assert 0 < report.done < 60
    assert len(rows(tmp_path / "out", "articles")) == report.done
    (state,) = read_status(tmp_path / "out")
    assert state.articles["done"] == report.done
    rest = answering()
    assert run(tmp_path / "in", tmp_path / "out", rest)[0].done == 60 - report.done
    assert len(rest.requests) == 60 - report.done


def test_leaving_the_iterator_keeps_what_is_finished(tmp_path):
    """A loop that breaks off loses nothing that was finished, and the next run does the rest."""
    news = write_stories(tmp_path / "in", 30)

    async def go():
        outcomes = BatchRun([news], out=tmp_path / "out", model=_Slow(), settings=BatchSettings(in_flight=3)).outcomes()
        async for _ in outcomes:
            break
        await outcomes.aclose()

    asyncio.run(go())
    (state,) = read_status(tmp_path / "out")
    done = state.articles["done"]
    assert 1 <= done < 30
    assert (state.running, state.last_ending) == (0, "interrupted")
    model = answering()
    assert run(news, tmp_path / "out", model)[0].done == 30 - done


@pytest.mark.parametrize("error", [Rejected("401: the key is wrong"), ConnectionFailed("nobody there")])
def test_a_run_ends_where_everything_is_refused(tmp_path, error):
    """A wrong key costs some articles, not all of them; the reason is told."""
    model = answering(lambda _: error)
    report, _ = run(write_stories(tmp_path / "in", 60), tmp_path / "out", model, in_flight=4, give_up_after=10)
    assert report.ending == "stopped"
    assert str(error) in report.why
    assert 10 <= report.failed <= 14
    assert len(model.requests) == report.failed


def test_refusals_between_answers_do_not_end_a_run(tmp_path):
    """Only refusals in a row do: an answer in between shows that the endpoint is there."""
    calls = []

    def moody(request):
        calls.append(request.name)
        return ANSWER if len(calls) % 3 == 0 else Rejected("400: not this one")

    report, _ = run(
        write_stories(tmp_path / "in", 12), tmp_path / "out", answering(moody), in_flight=1, give_up_after=3
    )
    assert (report.ending, report.done, report.failed) == ("done", 4, 8)


def test_failures_of_articles_do_not_end_a_run(tmp_path):
    """Answers that do not fit say something about the articles, not about the endpoint."""
    model = answering(lambda _: CutOff("too long"))
    report, _ = run(write_stories(tmp_path / "in", 30), tmp_path / "out", model, give_up_after=5)
    assert (report.ending, report.failed) == ("done", 30)


class _Metered(FakeModel):
    async def complete(self, request):
        from dataclasses import replace

        return replace(await super().complete(request), usage=Usage(1, 4000, 1000, 500))


def test_a_budget_ends_the_run_and_a_larger_one_goes_on(tmp_path):
    """Spending stops before the limit, articles that were not begun are free, and cost is kept for each article."""
    news = write_stories(tmp_path / "in", 20)
    price = Price(Decimal(1), Decimal(10), Decimal("0.5"))
    budget = Budget(max_cost_usd=Decimal("0.10"), price=price)
    report, _ = run(news, tmp_path / "out", _Metered(lambda _: ANSWER), in_flight=2, budget=budget)
    assert report.ending == "budget"
    assert "0.10 US dollars" in report.why
    assert 1 <= report.done < 20
    each = 0.0035 + 0.00025 + 0.01
    assert report.cost_usd == pytest.approx(report.done * each)
    assert report.cost_usd <= 0.10
    assert [row["cost_usd"] for row in rows(tmp_path / "out", "articles")] == [pytest.approx(each)] * report.done
    rest = _Metered(lambda _: ANSWER)
    report_2, _ = run(news, tmp_path / "out", rest, budget=Budget(max_tokens=10_000_000))
    assert (report_2.ending, report_2.done) == ("done", 20 - report.done)
    (state,) = read_status(tmp_path / "out")
    assert (state.requests, state.cached_tokens) == (20, 20 * 500)


@pytest.mark.parametrize("each", [Usage(1, 4_000, 20_000), Usage(1, 1_000, 1_500)])
def test_many_in_flight_do_not_overdraw_a_budget(tmp_path, each):
    """The cap holds with 32 in flight, though articles use several times what requests of that kind may."""

    class Thirsty(_Slow):
        async def complete(self, request):
            from dataclasses import replace

            return replace(await super().complete(request), usage=each)

    cap = 200_000
    model = Thirsty()
    budget = Budget(max_tokens=cap)
    report, _ = run(write_stories(tmp_path / "in", 100), tmp_path / "out", model, in_flight=32, budget=budget)
    used = each.input_tokens + each.output_tokens
    assert report.ending == "budget"
    assert "the next article may take" in report.why
    spent = report.usage.input_tokens + report.usage.output_tokens
    assert cap - 2 * max(used, 5_000) < spent <= cap
    assert model.most > 3


def test_a_limit_holds_where_the_endpoint_counts_no_tokens(tmp_path, caplog):
    """Then what each article may use at most counts against it, and the cost is not known, which is not 0."""
    model = answering()
    price = Price(Decimal(1), Decimal(10))
    report, outcomes = run(
        write_stories(tmp_path / "in", 30), tmp_path / "out", model, budget=Budget(max_tokens=50_000, price=price)
    )
    assert report.ending == "budget"
    assert 3 < report.done < 15
    assert report.usage.requests == report.done
    assert {outcome.cost_usd for outcome in outcomes.values()} == {None}
    assert [row["cost_usd"] for row in rows(tmp_path / "out", "articles")] == [None] * report.done
    assert caplog.text.count("the endpoint counts no tokens") == 1


def test_the_second_article_is_judged_by_what_the_first_one_showed(tmp_path):
    """An estimate of before the first answer, which is too high, does not end a run whose budget has room."""

    class Counted(FakeModel):
        async def complete(self, request):
            from dataclasses import replace

            # Far fewer tokens than were estimated from the characters.
            return replace(await super().complete(request), usage=Usage(1, 100, 10))

    news = write_stories(tmp_path / "in", 2)
    (part,) = Extractor(answering()).plan(story(1)).parts
    at_most = TokenCounts().estimate(part.request).input_tokens + part.request.max_output_tokens
    budget = Budget(max_tokens=at_most + 20)
    report, _ = run(news, tmp_path / "out", Counted(lambda _: ANSWER), budget=budget)
    assert (report.ending, report.done) == ("done", 2)


def test_one_input_by_itself_is_one_input(tmp_path, monkeypatch):
    """A path that is given as text is not a list of its characters."""
    monkeypatch.chdir(tmp_path)
    write_stories(tmp_path / "in", 2)
    for name in "in":
        (tmp_path / name).with_suffix(".d").mkdir()
    (tmp_path / "i").write_text(story(7))
    report = run_batch("in", out=tmp_path / "out", model=answering())
    assert (report.done, report.failed) == (2, 0)
    assert estimate_batch("in", out=tmp_path / "new", model=answering()).articles == 2
    assert run_batch(tmp_path / "in", out=tmp_path / "out", model=answering()).known == 2


@pytest.mark.parametrize("cancels", [1, 2, 3])
def test_a_run_that_is_cancelled_again_and_again_gives_its_lock_back(tmp_path, cancels):
    """Another run in the same process then goes on, and does not take the articles for somebody else's."""
    news = write_stories(tmp_path / "in", 40)

    async def go():
        async def use():
            batch = BatchRun([news], out=tmp_path / "out", model=_Slow(), settings=BatchSettings(in_flight=4))
            async for _ in batch.outcomes():
                started.set()

        started = asyncio.Event()
        task = asyncio.create_task(use())
        await started.wait()
        for _ in range(cancels):
            task.cancel()
            await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(go())
    report, _ = run(news, tmp_path / "out", answering())
    assert (report.busy, report.done + report.known) == (0, 40)


def test_an_iterator_that_is_left_open_gives_the_lock_back_with_its_event_loop(tmp_path):
    """Who breaks out of the loop and forgets the iterator can go on with another run afterwards."""
    news = write_stories(tmp_path / "in", 40)
    kept = []

    async def leave():
        outcomes = iter_batch([news], out=tmp_path / "out", model=_Slow(), settings=BatchSettings(in_flight=4))
        kept.append(outcomes)
        async for _ in outcomes:
            break

    asyncio.run(leave())
    report, _ = run(news, tmp_path / "out", answering())
    assert (report.busy, report.done + report.known) == (0, 40)


def test_an_estimate_touches_nothing_and_knows_what_is_done(tmp_path):
    """Requests and cost are told before anything is sent or written; done articles and copies cost nothing."""
    news = write_stories(tmp_path / "in", 4)
    (news / "copy.txt").write_text(story(3))
    (news / "bad.jsonl").write_text("{\n")
    model = answering()
    budget = Budget(price=Price(Decimal(1), Decimal(10)))
    settings = BatchSettings(budget=budget)
    before = estimate_batch([news], out=tmp_path / "out", model=model, settings=settings)
    assert (before.articles, before.known, before.copies, before.bad) == (4, 0, 1, 1)
    assert before.estimate.usage.requests == 4
    assert before.estimate.cost_usd > 0
    assert not (tmp_path / "out").exists()
    run(news / "s000.txt", tmp_path / "out")
    after = estimate_batch([news], out=tmp_path / "out", model=model, settings=settings)
    assert (after.articles, after.known) == (3, 1)
    assert model.requests == []


def test_workers_give_the_same_results(tmp_path):
    """What worker processes read and check is what this process would have."""
    news = write_stories(tmp_path / "in", 12)
    (news / "empty.txt").write_text(" ")
    run(news, tmp_path / "plain")
    report, _ = run(news, tmp_path / "workers", workers=2)
    assert (report.done, report.failed) == (12, 1)

    def facts(out):
        found = sorted(rows(out, "facts"), key=lambda row: row["article"])
        return [{name: value for name, value in row.items() if name != "reply_id"} for row in found]

    assert facts(tmp_path / "workers") == facts(tmp_path / "plain")


def test_run_batch_closes_its_model(tmp_path):
    """The plain function runs to the end and releases the connections."""
    model = answering()
    report = run_batch([write_stories(tmp_path / "in", 2)], out=tmp_path / "out", model=model)
    assert (report.done, model.closed) == (2, True)


def test_a_run_leaves_a_trace_where_an_sdk_is_set_up(tmp_path, monkeypatch):
    """Each article is a span with its id, tokens and state within the run's span."""
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(trace, "get_tracer", lambda name: provider.get_tracer(name))
    run(write_stories(tmp_path / "in", 2), tmp_path / "out")
    spans = {span.name: span for span in kept.get_finished_spans()}
    assert set(spans) == {"xjllm.article", "xjllm.batch"}
    assert spans["xjllm.article"].attributes["xjllm.state"] == "done"
    assert spans["xjllm.article"].parent.span_id == spans["xjllm.batch"].context.span_id
    provider.shutdown()


def test_an_endpoint_that_fails_at_times_is_asked_again(tmp_path):
    """Behind a `PacedModel` each request is retried alone, and its tries are counted with the article."""
    from xjllm.errors import Overloaded
    from xjllm.pacing import Limits, PacedModel

    tries = {}

    def moody(request):
        tries[request.name] = tries.get(request.name, 0) + 1
        return Overloaded("500") if tries[request.name] == 1 else ANSWER

    async def no_sleep(_seconds):
        await asyncio.sleep(0)

    model = PacedModel(answering(moody), Limits(), sleep=no_sleep)
    report, _ = run(write_stories(tmp_path / "in", 8), tmp_path / "out", model)
    assert (report.done, report.failed, report.usage.requests) == (8, 0, 16)


def _virtual(folder, out, inner, **limits):
    """A run of paced requests whose pauses take no time."""
    from xjllm.pacing import Limits, PacedModel

    class Clock:
        now = 0.0

    clock = Clock()

    async def sleep(seconds):
        clock.now += seconds
        await asyncio.sleep(0)

    from xjllm.throttle import Throttle

    throttle = Throttle(clock=lambda: clock.now, draw=lambda: 1.0)
    model = PacedModel(inner, Limits(**limits), throttle=throttle, sleep=sleep)
    return run(folder, out, model)[0], model, clock


def test_a_pause_that_is_too_long_ends_the_run_and_leaves_the_articles_open(tmp_path):
    """Asked to wait for two hours, the run stops; nothing has failed, and the next run does it all."""
    from xjllm.errors import RateLimited

    news = write_stories(tmp_path / "in", 60)
    refusing = answering(lambda _: RateLimited("429", retry_after_s=7_200.0))
    report, model, _ = _virtual(news, tmp_path / "out", refusing)
    assert (report.ending, report.done, report.failed) == ("stopped", 0, 0)
    assert "takes no requests for another 7200 s" in report.why
    (state,) = read_status(tmp_path / "out")
    assert set(state.articles) <= {"open"}
    assert report.usage.requests == len(refusing.requests) <= 32
    model.inner = answering()
    assert run(news, tmp_path / "out", answering())[0].done == 60


def test_a_pause_of_some_minutes_is_waited_for(tmp_path):
    """Asked to wait for 400 seconds, the run waits, and everything is done."""
    from xjllm.errors import RateLimited

    calls = []

    def busy_once(request):
        calls.append(request.name)
        return RateLimited("429", retry_after_s=400.0) if len(calls) == 1 else ANSWER

    report, _, clock = _virtual(write_stories(tmp_path / "in", 30), tmp_path / "out", answering(busy_once))
    assert (report.ending, report.done, report.failed) == ("done", 30, 0)
    assert clock.now >= 400


def test_stop_gives_back_what_waits_for_its_turn(tmp_path):
    """With 30 requests a minute, a stopped run sends none of those that wait, ends at once and leaves them open."""
    from xjllm.pacing import Limits, PacedModel

    inner = answering()

    async def go():
        model = PacedModel(inner, Limits(rpm=30))
        batch = BatchRun([write_stories(tmp_path / "in", 20)], out=tmp_path / "out", model=model)
        async with asyncio.timeout(20):
            async for _ in batch.outcomes():
                batch.stop()
        return batch.report

    report = asyncio.run(go())
    assert (report.ending, report.failed) == ("interrupted", 0)
    assert report.done == len(inner.requests) <= 2
    assert run(tmp_path / "in", tmp_path / "out")[0].done == 20 - report.done


def test_an_error_that_nobody_foresaw_ends_the_run_instead_of_hanging_it(tmp_path, monkeypatch):
    """It is raised to the caller; what was finished before is kept."""

    def broken(*_):
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("xjllm.batch.ledger.Ledger.admit", broken)
    with pytest.raises(ZeroDivisionError):
        run(write_stories(tmp_path / "in", 3), tmp_path / "out")
    assert read_status(tmp_path / "out")[0].last_ending == "stopped"


def test_a_worker_that_is_killed_is_done_without(tmp_path, caplog):
    """Articles are read and checked in this process then; none is lost."""
    news = write_stories(tmp_path / "in", 40)

    async def go():
        batch = BatchRun([news], out=tmp_path / "out", model=answering(), settings=BatchSettings(workers=1))
        done = 0
        async for outcome in batch.outcomes():
            done += outcome.state == "done"
            if done == 1:
                for child in multiprocessing.active_children():
                    child.kill()
        return done

    with caplog.at_level(logging.CRITICAL):
        assert asyncio.run(go()) == 40
    assert len(rows(tmp_path / "out", "articles")) == 40


def test_the_package_has_the_batch_at_its_top(tmp_path):
    """`xjllm.run_batch` takes a model's name, `xjllm.iter_batch` gives outcomes with their facts."""
    news = write_stories(tmp_path / "in", 3)
    report = xjllm.run_batch([news], out=tmp_path / "out", model="rules")
    assert report.done == 3

    async def go():
        return [outcome async for outcome in xjllm.iter_batch([news], out=tmp_path / "other", model=answering())]

    outcomes = asyncio.run(go())
    assert [len(outcome.extraction.facts) for outcome in outcomes] == [1, 1, 1]


def test_an_estimate_counts_an_id_once(tmp_path):
    """A second article of the same id is bad, the same file by two inputs is one."""
    news = write_stories(tmp_path / "in", 2)
    (news / "n.jsonl").write_text('{"id": "a", "text": "Anyang sold pots."}\n{"id": "a", "text": "Datong sold."}\n')
    found = estimate_batch([news, news / "s000.txt"], out=tmp_path / "out", model=answering())
    assert (found.articles, found.bad) == (3, 1)


def test_run_batch_in_an_event_loop_says_what_to_take_instead(tmp_path):
    """In a notebook there is a loop already: one line tells of `iter_batch`."""

    async def go():
        run_batch(tmp_path, out=tmp_path / "out", model=answering())

    with pytest.raises(SettingsError, match="iter_batch"):
        asyncio.run(go())
