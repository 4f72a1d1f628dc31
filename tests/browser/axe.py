"""axe-core on a page: what it finds against WCAG 2.2 AA, with shadow roots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

_SOURCE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_GRAVE = ("serious", "critical")


async def findings(page: Page, within: str | list[str] = "frontdesk-chat") -> list[str]:
    """Serious and critical findings, a line each: the rule, what it wants, and where.

    `within` is a selector; a list of them leads through shadow roots.
    """
    # Evaluated by the debugger, because the page's own policy lets no foreign script in.
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(_SOURCE.read_text(encoding="utf-8"))
    result: dict[str, Any] = await page.evaluate(
        """([within, tags]) => axe.run(within, {
          runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'],
        })""",
        [within if isinstance(within, str) else {"fromShadowDom": within}, _TAGS],
    )
    return [
        f"{found['id']} ({found['impact']}): {found['help']}: {node['html'][:200]}"
        for found in result["violations"]
        if found["impact"] in _GRAVE
        for node in found["nodes"]
    ]
