"""Stories that are merged or split after they were read: nothing unread disappears, a star stays."""

import unittest

from served import LATE, READ, STARRED, Served


class MergeTest(Served):
    def setUp(self):
        super().setUp()
        self.here = self.client()
        self.headwater("run", "--force", "--now", LATE)  # what it finds was there at the end of the run before
        self.one, self.other = self.here.ids()[:2]

    def join(self):
        """Joins the two stories by an item of each; returns the id that is left."""
        links = {}
        for item in self.here.items():
            links[str(int(item["id"].rsplit("/", 1)[1], 16))] = item["alternate"][0]["href"]
        unsigned = [str(int(i) % (1 << 64)) for i in (self.one, self.other)]
        self.headwater("join", links[unsigned[0]], links[unsigned[1]])
        left = [i for i in self.here.ids() if i in (self.one, self.other)]
        self.assertEqual(len(left), 1)
        return left[0]

    def test_both_read(self):
        self.here.edit([self.one, self.other], add=READ)
        left = self.join()
        self.assertEqual(self.here.ids(READ), [left])

    def test_one_read(self):
        for read in (self.one, self.other):
            with self.subTest(read):
                self.setUp()
                self.here.edit([read], add=READ)
                left = self.join()
                self.assertIn(left, self.here.unread())

    def test_starred(self):
        self.here.edit([self.one], add=STARRED)
        left = self.join()
        self.assertEqual(self.here.ids(STARRED), [left])

    def test_the_old_id_goes_on(self):
        """A phone that was offline marks the story by the id that it knows, and asks for it."""
        left = self.join()
        gone = self.other if left == self.one else self.one
        self.assertEqual(self.here.edit([gone], add=READ).status, 200)
        self.assertEqual(self.here.ids(READ), [left])
        items = self.here.api("stream/items/contents", ("i", gone))["items"]
        self.assertEqual([str(int(item["id"].rsplit("/", 1)[1], 16)) for item in items], [str(int(left) % (1 << 64))])

    def test_split(self):
        """What is taken out of a story that was read is a story of its own, unread."""
        item = next(item for item in self.here.items() if "<ul><li>" in item["summary"]["content"])
        self.here.edit(self.here.ids(), add=READ)
        self.headwater("split", item["alternate"][0]["href"])
        self.assertEqual(len(self.here.unread()), 1)


if __name__ == "__main__":
    unittest.main()
