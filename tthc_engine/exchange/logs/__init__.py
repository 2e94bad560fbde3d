"""Event logs in and out: what process mining reads and writes, and the figures of a log.

In: `reading.traces` streams XES (IEEE 1849) and `figures.figures` computes on it. Out: `source.told` streams our own
log and `xes`, `ocel`, `commas` and `sheets` write it. Nothing here knows the law, and no name of a person leaves.
"""
