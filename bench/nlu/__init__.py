"""Understanding beside stock Rasa's default pipeline, on public benchmarks, in one run.

    make bench-nlu [SIZE=small|full] [STOCK=yes|no] [OURS=quick,thorough] [BENCH_DATA=folder]

`data` reads the benchmarks, `ours` and `stock` are the two sides, `measure` runs a side with the
same clock for both, `jobs` gives each of them a process of its own (`child`), `unknown` holds
the figures of messages that belong to no intent, `table`, `plot` and `report` write what was
found to bench/report/. The engine's interpreter runs it: it has Rasa.
"""
