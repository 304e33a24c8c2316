"""Trains the adapter of the embedded model: a LoRA that reads flows and partners.

    uv run --extra local --with torch,transformers,accelerate,gguf,peft tools/train_adapter.py \
        --data eval/dev --out xjllm/weights/local.v2.gguf --minutes 300

It learns from annotated articles (folders with `articles/` and `gold/`, as `xjllm eval` reads them), asked as
`xjllm.local_codes` asks: an example is an article's request and the codes that its gold gives. The partners stand in
another order at each visit, so that nothing but the text tells the answer, and mostly all figures are asked about
instead of the first of each stretch, so that an article teaches as much as it can. Only the upper half of the layers is
trained: what the lower half makes of the words needs no gradient, which halves time and memory. In 32 bits this takes
13 GB and about 15 s an article on two cores.

Never train on articles that scores are reported of: not on `seeds/`, not on `eval/heldout`.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xjllm.article import Span
from xjllm.extraction import Extractor
from xjllm.local_codes import SIGNS, CodePrompt
from xjllm.narrowing import read_figures
from xjllm.narrowing.second_reading import FLOWS, LETTERS, NO_FACT, find_stretches, list_partners
from xjllm.scoring.gold import load_gold
from xjllm.weights import weights_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact
    from xjllm.numbering import NumberedFigure
    from xjllm.scoring.gold import GoldArticle

PROMPT = "local.v2"
FIRST_LAYER, LAYERS = 14, 28
RANK, ALPHA, DROPOUT = 8, 16, 0.1
MODULES = {
    "q_proj": "attn_q",
    "k_proj": "attn_k",
    "v_proj": "attn_v",
    "o_proj": "attn_output",
    "gate_proj": "ffn_gate",
    "up_proj": "ffn_up",
    "down_proj": "ffn_down",
}
"""What is trained of each layer, and what llama.cpp calls it."""
ANSWER_BEGINS = '{"codes":"'
LONGEST = 1_700
"""Tokens of an example; the few longer ones are left out."""


@dataclass(frozen=True)
class Example:
    """An article with what its gold says of each figure.

    Attributes:
        span: where its figures are shown; the whole article.
        partners: codes, in the order of the list.
        first_of: numbers of the figures that begin a stretch.
        codes: flow and partner of each figure by number; None for what is no fact. The partner is None where the list
            lacks the right one.
    """

    name: str
    article: Article
    span: Span
    figures: Sequence[NumberedFigure]
    partners: tuple[str, ...]
    first_of: frozenset[int]
    codes: dict[int, tuple[str, str | None] | None]


def make_examples(folder: Path) -> Iterator[Example]:
    """The examples of a folder with `articles/` and `gold/`."""
    plans = Extractor("rules")
    for gold in load_gold(folder / "gold", folder / "articles"):
        figures = [figure for part in plans.plan(gold.article).parts for figure in part.figures]
        if figures:
            yield make_example(gold, figures)


def make_example(gold: GoldArticle, figures: Sequence[NumberedFigure]) -> Example:
    """The example of one article."""
    story = read_figures(gold.article, figures)
    partners = list_partners(gold.article, story)
    codes: dict[int, tuple[str, str | None] | None] = {}
    for each in figures:
        fact = _fact_of(each, gold.facts)
        codes[each.n] = fact and (fact.flow or "none", fact.partner if fact.partner in partners else None)
    return Example(
        gold.name,
        gold.article,
        Span(0, len(gold.article.text)),
        figures,
        partners,
        frozenset(stretch[0].n for stretch in find_stretches(story)),
        codes,
    )


def _fact_of(figure: NumberedFigure, facts: Sequence[Fact]) -> Fact | None:
    start, end = figure.figure.start, figure.figure.end
    over = [fact for fact in facts if fact.start < end and start < fact.end]
    same = [fact for fact in over if (fact.start, fact.end) == (start, end)]
    return (same or over or [None])[0]


def shuffle_partners(partners: tuple[str, ...]) -> tuple[str, ...]:
    """The same partners in another order, the world first."""
    return (partners[0], *random.sample(partners[1:], len(partners) - 1))


def choose_figures(example: Example) -> list[int]:
    """The figures asked about: all of them, or, a third of the time, those that the product asks about."""
    as_asked = random.random() < 0.35
    return [n for n in example.codes if not as_asked or n in example.first_of]


def write_codes(example: Example, partners: Sequence[str], asked: Sequence[int]) -> list[tuple[str, bool]]:
    """The answer behind `ANSWER_BEGINS` in pieces of one token each, and which of them are learned."""
    pieces: list[tuple[str, bool]] = []
    for sign, each in zip(SIGNS, example.figures, strict=False):
        if each.n not in asked:
            continue
        pieces.append((sign, False))
        code = example.codes[each.n]
        if code is None:
            pieces.append((NO_FACT, True))
            continue
        flow, partner = code
        pieces.append((FLOWS[flow], True))
        pieces.append((LETTERS[partners.index(partner)] if partner else LETTERS[0], partner is not None))
    return pieces


def encode(tokenizer: Callable[[str], Any], prompt: CodePrompt, example: Example) -> tuple[list[int], list[int]]:
    """Token ids of a request with its answer, and the places of the tokens that are learned."""
    partners = shuffle_partners(example.partners)
    messages = prompt.render_messages(example.article, example.span, example.figures, partners)
    shown = "".join(f"<|im_start|>{each['role']}\n{each['content']}<|im_end|>\n" for each in messages)
    ids = list(tokenizer(f"{shown}<|im_start|>assistant\n").input_ids) + list(tokenizer(ANSWER_BEGINS).input_ids)
    learned: list[int] = []
    for text, is_learned in write_codes(example, partners, choose_figures(example)):
        (token,) = tokenizer(text).input_ids
        if is_learned:
            learned.append(len(ids))
        ids.append(token)
    return ids, learned


def train(examples: Sequence[Example], model_file: Path, *, minutes: float, rate: float) -> dict[str, Any]:
    """The adapter's tensors by llama.cpp's names."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, AutoTokenizer

    place = {"pretrained_model_name_or_path": str(model_file.parent), "gguf_file": model_file.name}
    tokenizer = AutoTokenizer.from_pretrained(**place)
    base = AutoModelForCausalLM.from_pretrained(**place, dtype=torch.float32)
    layers = list(range(FIRST_LAYER, LAYERS))
    config = LoraConfig(
        r=RANK, lora_alpha=ALPHA, lora_dropout=DROPOUT, target_modules=list(MODULES), layers_to_transform=layers
    )
    model = get_peft_model(base, config)
    model.train()
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    prompt = CodePrompt(PROMPT)
    began, step, waiting = time.monotonic(), 0, []
    while (spent := (time.monotonic() - began) / (60 * minutes)) < 1:
        if not waiting:
            waiting = random.sample(examples, len(examples))
        example = waiting.pop()
        ids, learned = encode(tokenizer, prompt, example)
        if not learned or len(ids) > LONGEST:
            continue
        step += 1
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, step / 8) * max(0.03, 1 - spent)
        places = torch.tensor([place - 1 for place in learned])
        logits = model(input_ids=torch.tensor([ids]), logits_to_keep=places, use_cache=False).logits[0]
        wanted = torch.tensor([ids[place] for place in learned])
        loss = torch.nn.functional.cross_entropy(logits, wanted)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        right = (logits.argmax(-1) == wanted).float().mean().item()
        print(
            f"{step} {example.name}: loss {loss.item():.3f}, right {right:.3f}, {60 * minutes * spent:.0f} s",
            flush=True,
        )
    return {name_tensor(name): weight for name, weight in model.named_parameters() if weight.requires_grad}


def name_tensor(name: str) -> str:
    """llama.cpp's name of a tensor of peft's: `….layers.14.self_attn.q_proj.lora_A.default.weight`."""
    parts = name.split(".")
    layer = parts[parts.index("layers") + 1]
    module = next(part for part in parts if part in MODULES)
    return f"blk.{layer}.{MODULES[module]}.weight.lora_{'a' if 'lora_A' in parts else 'b'}"


def write_adapter(tensors: dict[str, Any], out: Path) -> None:
    """Writes the adapter in 16 bits, as llama.cpp loads it."""
    import gguf
    import numpy as np

    writer = gguf.GGUFWriter(str(out), "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(ALPHA))
    writer.add_name("xjllm")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    for name, tensor in tensors.items():
        writer.add_tensor(name, tensor.detach().numpy().astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    """Trains and writes; progress goes to standard output."""
    parser = argparse.ArgumentParser(description="Train the adapter of the embedded model.")
    parser.add_argument("--data", type=Path, action="append", required=True, help="folder with articles/ and gold/")
    parser.add_argument("--out", type=Path, required=True, help="the adapter, a GGUF file")
    parser.add_argument("--minutes", type=float, default=300)
    parser.add_argument("--rate", type=float, default=4e-4, help="learning rate after warming up")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    random.seed(given.seed)
    examples = [example for folder in given.data for example in make_examples(folder)]
    print(f"{len(examples)} articles")
    write_adapter(train(examples, weights_path(), minutes=given.minutes, rate=given.rate), given.out)


if __name__ == "__main__":
    main()
