"""The process that opens PDFs of others: bytes on stdin, JSON or a picture on stdout. Started by `edi.pdf.isolation` only.

python -m edi.pdf.reader words                     embedded XML, else the pages with their words
python -m edi.pdf.reader pages                     the pages with their words, whatever is embedded
python -m edi.pdf.reader picture PAGE DPI ANGLE    one page as PNG
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from typing import Any

from edi.errors import EdiError, Unreadable
from edi.pdf.limits import MOST_EMBEDDED_BYTES, MOST_PAGES, Limits
from edi.pdf.words import Page


def words(content: bytes, *, only_pages: bool = False) -> dict[str, Any]:
    """All pages with their words, from the text layer, else by recognition. Where XML is embedded only that is read, unless
    `only_pages`. Raises EdiError."""
    from edi.pdf import rendering, text_layer
    from edi.pdf.visibility import visible

    renderer = rendering.Renderer(content)
    embedded = renderer.embedded(MOST_EMBEDDED_BYTES)
    if embedded and not only_pages:
        return {
            "embedded": [[name, base64.b64encode(data).decode("ascii")] for name, data in embedded],
            "pages": [],
        }
    if renderer.pages > MOST_PAGES:
        text = f"The PDF has {renderer.pages} pages; at most {MOST_PAGES} are read. Ask the sender for the invoice alone."
        raise Unreadable(text)
    pages = [visible(page, renderer) for page in text_layer.read_pages(content, range(1, renderer.pages + 1))]
    scans = [page.number for page in pages if not text_layer.has_text(page)]
    if scans:
        from edi.pdf.recognition import Recognizer

        recognizer = Recognizer()
        pages = [recognizer.page(renderer, page.number) if page.number in scans else page for page in pages]
    return {"embedded": [], "pages": [_plain(page) for page in pages]}


def picture(content: bytes, number: int, dots_per_inch: int, angle: float) -> bytes:
    """One page as PNG, turned by `angle` degrees. Raises EdiError, also for a page that there is not."""
    from edi.pdf import rendering

    renderer = rendering.Renderer(content)
    if not 1 <= number <= renderer.pages:
        raise Unreadable(f"The PDF has no page {number}.")
    return rendering.as_png(rendering.turned(renderer.picture(number, dots_per_inch, is_grey=False), angle))


def _plain(page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "source": page.source,
        "angle": page.angle,
        "words": [[word.text, *word.box, word.confidence] for word in page.words],
    }


def _limit(limits: Limits) -> None:
    """What this process may use, enforced by the system: processor seconds, memory, no core files."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> int:
    """Command line. A refusal is JSON with `error` too: exit code 0 means that the answer on stdout is whole."""
    _limit(Limits())
    content = sys.stdin.buffer.read()
    try:
        if arguments[0] == "picture":
            answer = picture(content, int(arguments[1]), int(arguments[2]), float(arguments[3]))
        else:
            answer = json.dumps(words(content, only_pages=arguments[0] == "pages")).encode()
    except EdiError as error:
        refusal = {"error": {"kind": type(error).__name__, "code": error.code, "text": error.text}}
        answer = json.dumps(refusal).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
