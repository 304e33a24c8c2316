"""The file or URL that an item is from, however it was named: an id alone does not say whether two are the same."""

from __future__ import annotations

import os
import re

_LINE = re.compile(r"(?::[0-9]{1,15}|\[[0-9]{1,15}\])\Z")


class Sources:
    """Finds the sources of items; made anew for each look, as links and the working folder may change."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}

    def of(self, place: str) -> str:
        """The absolute path, without links to folders, or the URL of the file at `place`, without its line.

        The line is left out because a line put before others moves them all.
        """
        file = _LINE.sub("", place)
        if "://" in file:
            return file
        folder, name = os.path.split(file)
        real = self._folders.get(folder)
        if real is None:
            real = self._folders[folder] = os.path.realpath(folder)
        return f"{real.rstrip(os.sep)}{os.sep}{name}"

    def has_moved(self, source: str | None, place: str) -> bool:
        """Whether the file at `place` is from another source than `source`, which is there no more.

        False where that cannot be known: for URLs, and where `source` is None.
        """
        return source is not None and "://" not in source and self.of(place) != source and not os.path.lexists(source)
