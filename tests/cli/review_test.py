"""Stories that an older version joined wrongly are split by the next run that has new items."""

import sqlite3
import unittest

from world import LATER, World, gold

LINKS = {story: link for _, link, story, joins in gold() if joins == "founder"}


class ReviewTest(World):
    def stories(self):
        """For each entry of the feed, its links."""
        return {entry.id: frozenset(entry.hrefs()) for entry in self.entries()}

    def join_strangers(self):
        """Simulates an older judge: the items of two stories have one number, and no verdict of the current judge exists."""
        with sqlite3.connect(self.state) as state:
            keep, lose = [row[0] for row in state.execute(
                "SELECT node FROM record WHERE superseded = 0 GROUP BY node HAVING count(*) = 1 ORDER BY min(doc) LIMIT 2")]
            [key] = state.execute("SELECT key FROM record WHERE node = ? ORDER BY doc LIMIT 1", [keep]).fetchone()
            state.execute("UPDATE record SET node = ?, channel = 8, matched_with = ?, score = 0.9 WHERE node = ?",
                          [keep, key, lose])
            state.execute("DELETE FROM note WHERE name = 'judge'")
        return keep, lose

    def test_strangers_are_parted_and_keep_their_numbers(self):
        self.headwater("run")
        before = self.stories()
        keep, lose = self.join_strangers()
        self.write("northern-ledger.atom", self.read(self.path("wire", "updates", "northern-ledger.atom")))
        result = self.headwater("run", "--force", "--verbose", now=LATER)
        self.assertIn("1 story joined by an older version contained more than one story: 1 item moves to other stories",
                      result.stderr)
        self.assertIn(f"moved from story {keep} to {lose}", result.stderr)
        self.headwater("verify")
        for entry, links in before.items():
            self.assertLessEqual(links & set(LINKS.values()), self.stories()[entry])
        again = self.headwater("run", "--force", now=LATER)
        self.assertNotIn("older version", again.stderr)

    def test_verify_and_story_name_what_may_be_a_series(self):
        self.headwater("run")
        self.assertNotIn("series", self.headwater("verify").stdout)
        with sqlite3.connect(self.state) as state:
            keep, lose = state.execute(
                "SELECT a.node, b.node FROM record a JOIN record b ON a.feed = b.feed AND a.node <> b.node "
                "JOIN item i ON i.key = a.key JOIN item j ON j.key = b.key AND i.language = j.language "
                "WHERE b.time - a.time > 86400 LIMIT 1").fetchone()
            state.execute("UPDATE record SET node = ? WHERE node = ?", [keep, lose])
            state.execute("DELETE FROM story WHERE node = ?", [lose])
            state.execute("UPDATE story SET first_seen = (SELECT min(i.first_seen) FROM record r JOIN item i ON i.key = r.key "
                          "WHERE r.node = story.node) WHERE node = ?", [keep])
        self.assertIn("1 story may be a series", self.headwater("verify").stdout)
        self.assertIn("may be a series: told on several days by", self.headwater("story", str(keep)).stdout)

    def test_a_new_state_is_not_reviewed(self):
        self.assertNotIn("older version", self.headwater("run").stderr)


if __name__ == "__main__":
    unittest.main()
