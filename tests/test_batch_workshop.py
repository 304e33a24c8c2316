"""Who reads and finishes articles: this process or others, and from when on."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.batch_samples import answering, story
from xjllm.batch import workshop as workshops
from xjllm.batch.records import Item
from xjllm.batch.workshop import Workshop
from xjllm.extraction import Extractor


class _Clock:
    """Stands for `time`: so many seconds by the clock and of the processor."""

    def __init__(self):
        self.passed_s = self.used_s = 0.0

    def monotonic(self):
        return self.passed_s

    def process_time(self):
        return self.used_s


@pytest.fixture
def clock(monkeypatch):
    clock = _Clock()
    monkeypatch.setattr(workshops, "time", clock)
    return clock


@pytest.fixture
def opened(monkeypatch):
    """The pools that were opened, threads in place of processes."""
    pools = []

    def open_processes(self, count):
        pools.append(ThreadPoolExecutor(count))
        workshops._worker[:] = [self._extractor]
        return pools[-1]

    monkeypatch.setattr(Workshop, "_open_processes", open_processes)
    yield pools
    workshops._worker.clear()
    for pool in pools:
        pool.shutdown()


def _items(count):
    items = [Item(f"i{n}", f"n:{n}", f"i{n}", story(n), "in") for n in range(count)]
    return [(item, item.source_sha256()) for item in items]


def _run_articles(work, clock, *, each_s, busy):
    """Reads 300 articles, `each_s` seconds each, of which this process computes the share `busy`."""

    async def go():
        items = _items(300)
        for start in range(0, 300, 10):
            await work.read(items[start : start + 10])
            clock.passed_s += 10 * each_s
            clock.used_s += 10 * each_s * busy

    asyncio.run(go())


@pytest.mark.parametrize(("busy", "pools"), [(0.5, 0), (0.9, 1)])
def test_processes_start_only_where_this_one_is_busy(clock, opened, busy, pools):
    """A run that mostly waits for answers starts none; one that computes nearly all the time does."""
    work = Workshop(Extractor(answering()), workers=None, near=False)
    work._workers = 1
    _run_articles(work, clock, each_s=0.1, busy=busy)
    work.close()
    assert len(opened) == pools


def test_a_short_run_and_a_start_that_was_busy_start_none(clock, opened):
    """The first articles are read here in any case, and only the last second counts."""
    work = Workshop(Extractor(answering()), workers=None, near=False)
    work._workers = 1
    clock.used_s = 30.0
    _run_articles(work, clock, each_s=0.1, busy=0.3)
    work.close()
    assert opened == []


def test_processes_that_were_asked_for_start_at_once(opened):
    """`workers=2` means two, from the first article on."""
    work = Workshop(Extractor(answering()), workers=2, near=False)
    reads = asyncio.run(work.read(_items(9)))
    work.close()
    assert [read.item.id for read, _ in reads] == [f"i{n}" for n in range(9)]
    assert [pool._max_workers for pool in opened] == [2]


def test_answers_are_finished_here_where_processes_have_enough_to_do(opened, monkeypatch):
    """Three articles wait for the one process; the fourth is finished in this one meanwhile."""
    extractor = Extractor(answering())
    work = Workshop(extractor, workers=1, near=False)
    handed_over = []

    class Full:
        """A pool that begins nothing."""

        def submit(self, *_):
            handed_over.append(Future())
            return handed_over[-1]

        def shutdown(self, **_):
            pass

    async def go():
        plan = extractor.plan(story(1))
        replies = [await extractor.model.complete(part.request) for part in plan.parts]
        work._processes = Full()
        waiting = [asyncio.ensure_future(work.finish(plan, replies)) for _ in range(3)]
        await asyncio.sleep(0)
        fourth = await asyncio.wait_for(work.finish(plan, replies), 10)
        for future in handed_over:
            future.set_result(fourth)
        first = await waiting[0]
        # There is room again.
        fifth = asyncio.ensure_future(work.finish(plan, replies))
        await asyncio.gather(*waiting)
        await asyncio.sleep(0)
        handed_over[-1].set_result(fourth)
        return first, fourth, await fifth

    first, fourth, fifth = asyncio.run(go())
    work.close()
    assert first == fourth == fifth
    assert fourth.facts > 0
    assert len(handed_over) == 4


def test_files_are_written_by_a_process_of_their_own_only_in_mid_run(opened):
    """A part in mid-run must not hold up answers; at the end there are none, and starting a process takes longer."""

    async def go(*, last):
        work = Workshop(Extractor(answering()), workers=1, near=False)
        await work.read(_items(1))
        written = []
        await work.write(lambda: written.append(1), last=last)
        work.close()
        return written

    assert asyncio.run(go(last=True)) == [1]
    assert len(opened) == 1
    assert asyncio.run(go(last=False)) == [1]
    assert len(opened) == 3
