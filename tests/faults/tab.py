"""A visitor's browser and its tabs, and everything that a tab shows at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import PHONE, new_context
from tests.browser.pages import Widget
from tests.clients import Json
from tests.faults.checker import Entries, plain

_PANEL = "document.querySelector('frontdesk-chat').shadowRoot.querySelector('frontdesk-panel')"

_SHOWN = f"""() => {{
  const root = {_PANEL}?.shadowRoot;
  if (!root?.querySelector('.log')) return null;
  const text = (element) => element?.innerText ?? '';
  const entry = (element) => {{
    const kinds = element.classList;
    const own = {{
      replies: [...element.querySelectorAll('.replies button')]
        .map((button) => [text(button), button.disabled]),
      meta: [...element.querySelectorAll('.meta *')].map(text),
    }};
    if (kinds.contains('pending')) return {{ kind: 'pending', text: text(element) }};
    if (kinds.contains('message') && element.dataset.seq !== undefined) {{
      const author = ['visitor', 'bot', 'staff', 'system'].find((kind) => kinds.contains(kind));
      const said = text(element.querySelector('.bubble'));
      return {{ kind: 'message', seq: element.dataset.seq, author, text: said, ...own }};
    }}
    if (kinds.contains('state')) {{
      return {{ kind: 'line', text: text(element.querySelector('.line')), ...own }};
    }}
    if (kinds.contains('promise')) {{
      const label = element.querySelector('.sr');
      return {{ kind: 'promise', text: text(element).replace(text(label), '') }};
    }}
    if (kinds.contains('card')) {{
      return {{ kind: 'ticket', text: text(element.querySelector('.number')) }};
    }}
    return null;
  }};
  return {{
    entries: [...root.querySelector('.log').children].map(entry).filter(Boolean),
    bars: [...root.querySelectorAll('.bar')].map(text),
  }};
}}"""

_PRESS = f"""(which) => {{
  const replies = {_PANEL}.shadowRoot.querySelectorAll('.log .replies button:not([disabled])');
  const reply = replies[which % replies.length];
  reply?.click();
  return reply?.innerText ?? null;
}}"""


@dataclass(frozen=True)
class View:
    """What a tab shows."""

    document: Json

    @property
    def entries(self) -> list[Entries]:
        """What was said and what happened, as the checker compares it."""
        return [
            (one["kind"], one.get("seq", ""), one.get("author", ""), plain(one["text"]))
            for one in self.document["entries"]
        ]

    @property
    def pending(self) -> int:
        """How many messages are on their way."""
        return sum(one["kind"] == "pending" for one in self.document["entries"])

    @property
    def is_answered(self) -> bool:
        """Whether the last word is not the visitor's."""
        said = [one for one in self.document["entries"] if one["kind"] != "promise"]
        return bool(said) and said[-1]["kind"] != "pending" and said[-1].get("author") != "visitor"

    @property
    def state(self) -> list[str]:
        """Everything, one line each: bubbles with their buttons, lines of the log, bars."""
        shown = [repr(one) for one in self.document["entries"]]
        return [*shown, *(f"bar: {bar}" for bar in self.document["bars"])]


class Tab:
    """A tab of somebody's browser, on the demo site."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.widget = Widget(page)

    async def open(self, base: str) -> None:
        """Go to the site and open the chat; what is in the chat may come later."""
        await self.page.goto(f"{base}/")
        await self._open_chat()

    async def reload(self) -> None:
        """Reload the page and open the chat again."""
        await self.page.reload()
        await self._open_chat()

    async def _open_chat(self) -> None:
        # Not by the mouse: a window that others lie over gets no clicks.
        await self.widget.launcher.dispatch_event("click")
        await expect(self.widget.composer).to_be_visible()

    async def write(self, text: str) -> None:
        """Type a message and send it with Enter."""
        await self.widget.write(text)

    async def press(self, which: int) -> str | None:
        """Press one of the quick replies that are open; its title, or None without any."""
        title: str | None = await self.page.evaluate(_PRESS, which)
        return title

    async def view(self) -> View:
        """What stands there now."""
        document: Json | None = await self.page.evaluate(_SHOWN)
        return View(document or {"entries": [], "bars": []})


@dataclass
class Device:
    """A browser of one visitor at a time.

    A window costs more than everything that happens in it, so the next visitor gets the same
    one, cleared: another site, with nothing in its storage.
    """

    context: BrowserContext
    first: Tab
    """Where the visitor writes."""
    fresh: Tab
    """A tab that has seen nothing of the conversation until it is over."""
    others: list[Tab] = field(default_factory=list)

    @classmethod
    async def start(cls, browser: Browser) -> Device:
        """A new one; whoever wants less work for the machine wants nothing that moves."""
        context = await new_context(browser, "", PHONE, reduced_motion="reduce")
        return cls(context, Tab(await context.new_page()), Tab(await context.new_page()))

    async def another_tab(self) -> Tab:
        """One more tab."""
        self.others.append(Tab(await self.context.new_page()))
        return self.others[-1]

    async def clear(self, base: str) -> None:
        """Leave nothing for the next visitor, on the site at `base`."""
        await self.context.set_offline(False)
        for tab in self.others:
            await tab.page.close()
        self.others.clear()
        for tab in (self.fresh, self.first):
            if tab.page.url.startswith("http"):
                await tab.page.evaluate("localStorage.clear()")
                # A page of the same site without the chat, which costs no new process.
                await tab.page.goto(f"{base}/health")
