"""Shows how much masking catches: `python -m tests.privacy.measure [set] [--list]`."""

import sys

from tests.privacy.cases import SETS, Judgement, judge, read

_HEAD = ("set", "kind", "language", "secret caught", "text beside kept", "no secret, left alone")


def main(arguments: list[str]) -> None:
    """Print the figures of the sets; with `--list`, also each case that went wrong."""
    sets = [name for name in SETS if name in arguments] or list(SETS)
    judged = {name: [judge(case) for case in read(name)] for name in sets}
    rows = [_HEAD]
    for name, all_of_set in judged.items():
        groups = sorted({(one.case.kind, one.case.language) for one in all_of_set})
        for kind, language in groups:
            group = [one for one in all_of_set if _group(one) == (kind, language)]
            rows.append((name, kind, language, *_figures(group)))
        rows.append((name, "all", "all", *_figures(all_of_set)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    if "--list" in arguments:
        for name, all_of_set in judged.items():
            for one in all_of_set:
                if not (one.caught and one.unharmed):
                    print(f"\n{name}: {describe(one)}")


def describe(one: Judgement) -> str:
    """A case that went wrong, in a form to find and mend it by."""
    parts = [f"{one.case.text!r}\n  became {one.masked!r}"]
    if one.remains:
        parts.append(f"  left of the secret: {', '.join(one.remains[:5])}")
    if one.lost:
        parts.append(f"  harmless, but gone: {', '.join(one.lost[:5])}")
    return "\n".join(parts)


def _group(one: Judgement) -> tuple[str, str]:
    return (one.case.kind, one.case.language)


def _figures(group: list[Judgement]) -> tuple[str, str, str]:
    secret = [one for one in group if one.case.secrets]
    harmless = [one for one in group if not one.case.secrets]
    return (
        _share(sum(one.caught for one in secret), len(secret)),
        _share(sum(one.unharmed for one in secret), len(secret)),
        _share(sum(one.unharmed for one in harmless), len(harmless)),
    )


def _share(good: int, of: int) -> str:
    return f"{good}/{of}" if of else "-"


if __name__ == "__main__":
    main(sys.argv[1:])
