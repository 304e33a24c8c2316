"""The baseline that needs no model: where the words leave a choice open, it takes what rules hold for likeliest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from xjllm.errors import InvalidAnswer
from xjllm.model import Reply, Usage

if TYPE_CHECKING:
    from xjllm.model import Request


class RulesModel:
    """Answers the questions of the prompt `local.v1` with their first option; it holds nothing and asks nobody.

    Attributes:
        prompt: the prompt version whose questions it can answer.
    """

    prompt = "local.v1"

    @property
    def name(self) -> str:
        """`rules`."""
        return "rules"

    async def complete(self, request: Request) -> Reply:
        """The first option of every question.

        Raises:
            InvalidAnswer: the request is not one of closed choices.
        """
        fields = request.answer_type.model_json_schema().get("properties", {})
        chosen = {name: field.get("const", next(iter(field.get("enum", [])), None)) for name, field in fields.items()}
        if request.prompt != self.prompt or None in chosen.values():
            raise InvalidAnswer(
                f"{request.name}: rules answer only the prompt {self.prompt}: leave --prompt out", raw=""
            )
        raw = json.dumps(chosen, ensure_ascii=False)
        return Reply(request.answer_type.model_validate_json(raw), raw, reply_id="", model=self.name, usage=Usage())

    async def aclose(self) -> None:
        """Nothing is held open."""
