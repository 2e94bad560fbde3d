"""What every letter has: its head, and the name of the words and layout it was decided for."""

from typing import Self

from pydantic import model_validator

from tthc_engine.domain.letter_parts import LetterHead, LetterPart, TemplateName


class Letter(LetterPart):
    head: LetterHead
    template: TemplateName

    @model_validator(mode="after")
    def _wears_its_own_template(self) -> Self:
        if not self.template.startswith(f"{self.kind}@"):  # type: ignore[attr-defined]
            raise ValueError(f"template {self.template} belongs to another kind of letter")
        return self
