"""The environment of a test of states in PostgreSQL: a World, a server of its own, and a schema for each test."""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))

import postgresql
from world import NOW, World

OUTPUTS = ("merged.atom", "merged.json", "index.html")


def set_up_module():
    """For setUpModule(): starts the server of a test's module, which ends with it."""
    postgresql.require()
    PostgreSQLWorld.server = postgresql.Server()
    unittest.addModuleCleanup(PostgreSQLWorld.server.close)


class PostgreSQLWorld(World):
    """self.address is that of a state in a new schema, self.schema."""

    server = None
    schemas = 0

    def setUp(self):
        super().setUp()
        PostgreSQLWorld.schemas += 1
        self.schema = f"river{PostgreSQLWorld.schemas}"
        self.address = self.server.address(self.schema)
        text = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        self.write("feeds.yaml", text.replace("outputs:\n", "outputs:\n  - {path: merged.json, format: json}\n  - {path: index.html, format: html}\n"))

    def on(self, state, command, *options, status=0, now=NOW, env=None):
        """A command on this state."""
        return self.headwater(command, "--state", state, *options, status=status, now=now, env=env)

    def outputs(self):
        return [self.read(os.path.join(self.folder, name)) for name in OUTPUTS]

    def stories(self, state):
        return self.on(state, "stories", "--json").stdout

    def states_alike(self):
        """A state in a file and self.address begin alike, since the numbers of a state are its own."""
        feeds = self.read(os.path.join(self.folder, "feeds.yaml"))
        self.write("none.xml", "<rss version='2.0'><channel><title>None</title><link>http://none.example/</link><description/></channel></rss>")
        self.write("feeds.yaml", "feeds: [file:none.xml]\noutputs: [{path: merged.atom, format: atom}]\n")
        there = "sqlite:" + self.state
        self.on(there, "run")
        self.on(there, "copy-state", there, self.address)
        self.write("feeds.yaml", feeds)
        return there

    def outputs_of(self, state, steps):
        """The outputs that steps(state) leaves, in a folder as it is now."""
        kept = self.path("kept")
        shutil.copytree(self.folder, kept)
        result = steps(state)
        left = self.outputs()
        shutil.rmtree(self.folder)
        os.replace(kept, self.folder)
        return left, result
