"""`python -m engine`: build, train, serve, parse, and what looks at data and models.

`train` and `parse` are made for programs: each line on standard output is one JSON document.
The command for people is `frontdesk`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from engine.errors import EngineError, InputError
from engine.quiet import quiet_environment


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a known error becomes one line on standard error."""
    options = _parser().parse_args(arguments)
    quiet_environment()
    # Whatever a library prints goes to standard error: standard output belongs to the answers.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        options.run(options, out)
    except EngineError as error:
        print(f"engine: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    build = commands.add_parser("build", help="build encoder and spaCy pipeline if missing")
    build.set_defaults(run=_build)

    train = commands.add_parser("train", help="train a model; JSON lines on standard output")
    train.add_argument("--out", required=True, type=Path, help="the archive to write, .tar.gz")
    train.add_argument("--thorough", action="store_true", help="fine-tune the encoder first")
    train.set_defaults(run=_train)

    tune = commands.add_parser("fine-tune", help="fine-tune the encoder on the project's examples")
    tune.set_defaults(run=_fine_tune)

    serve = commands.add_parser("serve", help="serve a model to the desk on loopback")
    serve.add_argument("--port", type=int, help="default: FRONTDESK_ENGINE_PORT")
    serve.add_argument("--model", help="an archive; default: the one models/current names")
    serve.set_defaults(run=_serve)

    parse = commands.add_parser(
        "parse", help="read one JSON text a line, write one JSON parse a line"
    )
    parse.add_argument("--model", help="an archive; default: the one models/current names")
    how = parse.add_mutually_exclusive_group()
    how.add_argument("--explain", action="store_true", help="each alone, with reasons and time")
    how.add_argument("--why", action="store_true", help="which words, scores and examples counted")

    parse.add_argument(
        "--keep",
        type=int,
        default=0,
        metavar="N",
        help="keep the encodings of the first N texts for the next model",
    )
    parse.set_defaults(run=_parse)

    validate = commands.add_parser(
        "cross-validate", help="understand each training example by a model without its fold"
    )
    validate.set_defaults(run=_cross_validate)

    check = commands.add_parser("check-data", help="print what is wrong with the examples")
    check.set_defaults(run=_check_data)

    figures = commands.add_parser("figures", help="print what a model's training measured")
    figures.add_argument("--model", help="an archive; default: the one models/current names")
    figures.set_defaults(run=_figures)

    held_out = commands.add_parser(
        "held-out", help="print what a model's training made of each example without it"
    )
    held_out.add_argument("--model", help="an archive; default: the one models/current names")
    held_out.set_defaults(run=_held_out)

    clusters = commands.add_parser(
        "clusters", help='read {"id", "text"} a line, write the ids of each cluster'
    )
    clusters.set_defaults(run=_clusters)

    inputs = commands.add_parser("inputs", help="print the hash of all that is trained from")
    inputs.set_defaults(run=_inputs)
    return parser


def _line(out: TextIO, value: dict[str, Any]) -> None:
    out.write(json.dumps(value, ensure_ascii=False) + "\n")


def _build(options: argparse.Namespace, out: TextIO) -> None:
    from engine.build import build_all

    build_all(lambda line: out.write(line + "\n") and None)


def _train(options: argparse.Namespace, out: TextIO) -> None:
    from engine.train import train

    if not options.out.name.endswith(".tar.gz"):
        raise InputError("--out: expected a name that ends in .tar.gz")
    card = train(
        options.out.resolve(),
        lambda line: _line(out, {"progress": line}),
        thorough=options.thorough,
    )
    _line(out, {"trained": card})


def _fine_tune(options: argparse.Namespace, out: TextIO) -> None:
    from engine.places import ROOT
    from engine.thorough import improve_encoder

    root = Path(os.environ.get("FRONTDESK_PROJECT") or ROOT)
    _line(out, {"encoder": improve_encoder(root, lambda line: _line(out, {"progress": line}))})


def _serve(options: argparse.Namespace, out: TextIO) -> None:
    # Small matrices: one thread each is faster than waking a second one, and leaves the other
    # core to desk and actions. Read by the libraries when they are imported.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from engine.serve import ServeSettings, serve

    serve(ServeSettings.load(os.environ, options.port, options.model))


def _parse(options: argparse.Namespace, out: TextIO) -> None:
    # On one core, as the engine serves it: two threads cost more and are hardly faster. Read by
    # the libraries when they are imported, so before any of them.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from engine.archive import current_model
    from engine.parse import parse_texts

    model = Path(options.model) if options.model else current_model()
    asked = _texts(sys.stdin)
    for parse in parse_texts(model, asked, options.explain, options.why, options.keep):
        _line(out, parse)


def _cross_validate(options: argparse.Namespace, out: TextIO) -> None:
    from engine.cross_validation import cross_validate
    from engine.places import ROOT

    for line in cross_validate(ROOT, lambda text: _line(out, {"progress": text})):
        _line(out, line)


def _check_data(options: argparse.Namespace, out: TextIO) -> None:
    from engine.data_checks import check_data
    from engine.places import ROOT

    for line in check_data(ROOT, lambda text: _line(out, {"progress": text})):
        _line(out, line)


def _figures(options: argparse.Namespace, out: TextIO) -> None:
    from engine.archive import current_model, figures_of

    _line(out, figures_of(Path(options.model) if options.model else current_model()))


def _held_out(options: argparse.Namespace, out: TextIO) -> None:
    from engine.archive import current_model, held_out_of

    for line in held_out_of(Path(options.model) if options.model else current_model()):
        _line(out, line)


def _clusters(options: argparse.Namespace, out: TextIO) -> None:
    from engine.clustering import cluster_texts
    from engine.places import ROOT

    messages = list(_messages(sys.stdin))
    for ids in cluster_texts(ROOT, messages):
        _line(out, {"ids": ids})


def _messages(lines: TextIO) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, start=1):
        try:
            message = json.loads(line)
            found = message["id"], message["text"]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f'line {number}: expected {{"id", "text"}}') from error
        if not all(isinstance(value, str) for value in found):
            raise InputError(f"line {number}: id and text are texts")
        yield found


def _texts(lines: TextIO) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        try:
            text = json.loads(line)
        except ValueError as error:
            raise InputError(f"line {number}: not JSON") from error
        if not isinstance(text, str):
            raise InputError(f"line {number}: expected a JSON text")
        yield text


def _inputs(options: argparse.Namespace, out: TextIO) -> None:
    from engine.inputs import inputs_hash
    from engine.places import ROOT

    _line(out, {"inputs": inputs_hash(ROOT)})


if __name__ == "__main__":
    sys.exit(main())
