# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the peers: one row a scenario, in ordinary size and in `--quick` size."""

from dataclasses import dataclass


@dataclass
class Scenario:
    letter: str
    title: str
    shows: str  # the table of table.py
    peers: list
    generator: dict  # bench_smsc's options
    quick: dict = None  # what is different in a smoke test; None: left out
    prefill: bool = False

    def options(self, quick):
        """The generator's options for one run."""
        if not quick:
            return self.generator
        return {**self.generator, "linger": 300, "grace": 3, "limit": 10, **self.quick}


FLOOD = ["fauxbond", "node", "kannel", "kannel-spool"]

ALL = [
    Scenario("a", "20,000 messages from as many senders, window 100", "flood", ["null"] + FLOOD,
             {"messages": 20000, "window": 100, "limit": 120},
             {"messages": 500}),
    Scenario("b", "200,000 messages from as many senders, window 100", "flood", FLOOD,
             {"messages": 200000, "window": 100, "limit": 120}),
    Scenario("c", "20,000 messages from 20 senders, window 100", "crowd", FLOOD,
             {"messages": 20000, "senders": 20, "window": 100, "limit": 120},
             {"messages": 500}),
    Scenario("d", "200,000 messages from 20 senders, window 100", "crowd", FLOOD,
             {"messages": 200000, "senders": 20, "window": 100, "limit": 120}),
    Scenario("e", "200 messages a second for 20 seconds, on a fixed schedule", "pace", FLOOD,
             {"messages": 4000, "rate": 200, "limit": 60},
             {"messages": 200, "rate": 200}),
    Scenario("f", "3,000 replies through a carrier that throttles at 300 a second", "throttle",
             ["fauxbond", "node", "node-retry", "kannel"],
             {"messages": 3000, "window": 100, "throttle": 300, "grace": 65, "limit": 240},
             {"messages": 60, "throttle": 30}),
    Scenario("g", "as (a), on a store that holds messages already", "flood", ["fauxbond"],
             {"messages": 20000, "window": 100, "first": 500000000, "limit": 120,
              "bind-wait": 300},
             prefill=True),
]
