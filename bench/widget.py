"""What the widget costs a page, and how soon it can be used: `make bench-widget`.

In headless Chromium, on the demo site, without and with the widget, turn about, each time in a
fresh browser context: on this machine as it is, and slowed to a cheap phone (a sixth of the
processor, 1.6 Mbit/s, 150 ms a round trip). Medians of `RUNS`.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.browser.chromium import PHONE, executable, new_context, running_browser
from tests.system.running import running_system

RUNS = int(os.environ.get("RUNS", "9"))
_WEB = Path(__file__).parents[1] / "web"


@dataclass(frozen=True)
class Machine:
    """How fast the visitor's machine and line are."""

    name: str
    processor: float
    """Times slower than this one."""
    bits_per_second: int | None = None
    round_trip_ms: int = 0


MACHINES = (
    Machine("this machine", 1),
    Machine("cheap phone", 6, bits_per_second=1_600_000, round_trip_ms=150),
)

# What happens in the page is timed by the page: nothing of the test's own time is in it.
_WATCH = """() => {
  window.marks = { blocked: 0 };
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.marks.blocked += Math.max(0, task.duration - 50);
  }).observe({ type: 'longtask', buffered: true });
  addEventListener('load', () => { window.marks.load = performance.now(); });
  const usable = () => {
    if (customElements.get('frontdesk-chat') && document.querySelector('frontdesk-chat')) {
      window.marks.launcher = performance.now();
    } else requestAnimationFrame(usable);
  };
  usable();
}"""
_OPEN = """() => new Promise((resolve) => {
  const started = performance.now();
  const root = () => document.querySelector('frontdesk-chat').shadowRoot;
  root().querySelector('.launcher').click();
  const ready = () => {
    const panel = root().querySelector('frontdesk-panel');
    const composer = panel?.shadowRoot.querySelector('textarea');
    if (composer && panel.shadowRoot.activeElement === composer) {
      const panelReady = performance.now() - started;
      const greeted = () => panel.shadowRoot.querySelector('.message.bot')
        ? resolve([panelReady, performance.now() - started]) : requestAnimationFrame(greeted);
      greeted();
    } else requestAnimationFrame(ready);
  };
  ready();
})"""


async def visit(browser: Browser, base: str, machine: Machine, *, widget: bool) -> dict[str, float]:
    """One load of the demo site by somebody who was never there; milliseconds."""
    context = await new_context(browser, base, PHONE)
    page = await context.new_page()
    tools = await context.new_cdp_session(page)
    await tools.send("Emulation.setCPUThrottlingRate", {"rate": machine.processor})
    if machine.bits_per_second:
        await tools.send("Network.enable")
        bytes_per_second = machine.bits_per_second / 8
        await tools.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": machine.round_trip_ms,
                "downloadThroughput": bytes_per_second,
                "uploadThroughput": bytes_per_second,
            },
        )
    if not widget:
        await page.route("**/widget.js", lambda route: route.abort())
    await page.add_init_script(f"({_WATCH})()")
    await page.goto("/", wait_until="load")
    if widget:
        await expect(page.locator("frontdesk-chat .launcher")).to_be_visible()
        await page.wait_for_function("() => window.marks.launcher")
    await page.wait_for_load_state("networkidle")
    marks = await page.evaluate("() => window.marks")
    found = {"page loaded": marks["load"], "main thread blocked": marks["blocked"]}
    if widget:
        panel, greeted = await page.evaluate(_OPEN)
        found |= {
            "launcher can be used": marks["launcher"],
            "click to composer": panel,
            "click to greeting": greeted,
        }
    await context.close()
    return found


async def measure(browser: Browser, base: str) -> None:
    """Both machines, both pages, turn about; prints a table for each machine."""
    for machine in MACHINES:
        times: dict[tuple[str, bool], list[float]] = defaultdict(list)
        for _ in range(RUNS):
            for widget in (False, True):
                visited = await visit(browser, base, machine, widget=widget)
                for name, value in visited.items():
                    times[name, widget].append(value)
        print(f"\n{machine.name}: medians of {RUNS} loads, in ms")
        print(f"{'':24} {'without':>9} {'with':>9} {'ratio':>7}")
        for name in dict.fromkeys(name for name, _ in times):
            without, with_it = (
                statistics.median(times[name, widget]) if times[name, widget] else None
                for widget in (False, True)
            )
            left = f"{without:9.0f}" if without is not None else f"{'':>9}"
            ratio = f"{with_it / without:7.2f}" if without and with_it is not None else ""
            print(f"{name:24} {left} {with_it:9.0f} {ratio}")


async def main() -> None:
    """Start a system and print the times."""
    path = executable()
    if path is None:
        sys.exit("no Chromium on the path; install it or name it in CHROMIUM")
    with tempfile.TemporaryDirectory() as data_dir:
        async with running_system(Path(data_dir)) as system, running_browser(path) as browser:
            await measure(browser, system.base)


if __name__ == "__main__":
    subprocess.run(["npm", "run", "--silent", "size"], cwd=_WEB, check=True)
    asyncio.run(main())
