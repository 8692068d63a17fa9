"""The Fever API over the newswire, with a client that does what the protocol's document says."""

import hashlib
import json
import time
import unittest

from served import ALL, LATE, READ, STARRED, Client, Served


class Fever:
    def __init__(self, port, name, password, path="/fever/"):
        self.client, self.path = Client(port), path
        self.key = hashlib.md5(f"{name}:{password}".encode()).hexdigest()

    def ask(self, *query, **form):
        answer = self.client.ask(self.path, query=[("api", ""), *((q, "") if isinstance(q, str) else q for q in query)],
                                 form=[("api_key", self.key), *form.items()])
        if answer.status != 200:
            raise AssertionError(f"{answer.status} {answer.text}")
        return answer.json

    def ids(self, name):
        text = self.ask(name)[name]
        return [int(i) for i in text.split(",")] if text else []

    def items(self):
        """All items, fifty at a time."""
        found, last = [], 0
        while page := self.ask("items", ("since_id", last))["items"]:
            found += page
            last = page[-1]["id"]
        return found


class FeverTest(Served):
    def setUp(self):
        super().setUp()
        self.greader = self.client()
        self.password = self.headwater("user", "fever", "ada", "--quiet").stdout.strip()
        self.fever = Fever(self.port, "ada", self.password)

    def test_login(self):
        self.assertRegex(self.password, "^[a-z2-9]{24}$")
        answer = self.fever.ask()
        self.assertEqual((answer["api_version"], answer["auth"]), (3, 1))
        self.assertEqual(answer["last_refreshed_on_time"], 1760083200)
        self.assertEqual(Fever(self.port, "ada", self.password, "/api/fever.php").ask()["auth"], 1)
        refused = {"api_version": 3, "auth": 0}
        for name, password in (("ada", "wrong"), ("eve", self.password), ("ada", "correct horse battery")):
            self.assertEqual(Fever(self.port, name, password).ask("items"), refused)
        in_query = self.fever.client.ask("/fever/", query=[("api", ""), ("api_key", self.fever.key), ("items", "")])
        self.assertEqual(in_query.json, refused, "a key in an address ends up in logs")
        new = self.headwater("user", "fever", "ada", "--quiet").stdout.strip()
        self.assertEqual(self.fever.ask(), refused, "the new password replaces the old one")
        again = Fever(self.port, "ada", new)
        self.assertEqual(again.ask()["auth"], 1)
        self.assertTrue(json.loads(self.headwater("user", "list", "--json").stdout)[0]["fever"])
        self.headwater("user", "revoke", "ada")
        self.assertEqual(again.ask(), refused)

    def test_items(self):
        items, other = self.fever.items(), self.greader.items()
        self.assertEqual(len(items), len(other))
        ids = [item["id"] for item in items]
        self.assertEqual(ids, sorted(set(ids)))
        self.assertEqual({(i["title"], i["html"], i["url"], i["author"], i["created_on_time"]) for i in items},
                         {(i["title"], i["summary"]["content"], i["alternate"][0]["href"], i["author"], i["published"])
                          for i in other})
        self.assertEqual(self.fever.ids("unread_item_ids"), ids)
        self.assertEqual([i["id"] for i in self.fever.ask("items", ("max_id", ids[5]))["items"]], ids[4::-1])
        self.assertEqual([i["id"] for i in self.fever.ask("items", ("with_ids", f"{ids[7]},x,{ids[2]},999999"))["items"]],
                         [ids[7], ids[2]])
        self.assertEqual(self.fever.ask("items", ("since_id", ids[-1]))["items"], [])
        self.assertEqual(self.fever.ask("items")["total_items"], len(ids))

    def test_feeds_and_groups(self):
        feeds, groups = self.fever.ask("feeds"), self.fever.ask("groups")
        self.assertEqual([f["title"] for f in feeds["feeds"]],
                         [f["title"] for f in self.greader.api("subscription/list")["subscriptions"]])
        self.assertEqual([g["title"] for g in groups["groups"]], ["Wires", "World"])
        ids = [str(f["id"]) for f in feeds["feeds"]]
        self.assertEqual([g["feed_ids"] for g in groups["feeds_groups"]], [ids[0], ",".join(ids[:2])])
        self.assertEqual(groups["feeds_groups"], feeds["feeds_groups"])
        self.assertEqual({i["feed_id"] for i in self.fever.items()} - {f["id"] for f in feeds["feeds"]}, set())
        self.assertEqual((self.fever.ask("links")["links"], self.fever.ask("favicons")["favicons"]), ([], []))

    def test_marks(self):
        """What one interface marks, the other shows."""
        ids = self.fever.ids("unread_item_ids")
        answer = self.fever.ask(mark="item", **{"as": "read"}, id=ids[0])
        self.assertEqual(answer["unread_item_ids"], ",".join(map(str, ids[1:])))
        answer = self.fever.ask(mark="item", **{"as": "saved"}, id=ids[1])
        self.assertEqual(answer["saved_item_ids"], str(ids[1]))
        self.assertEqual((len(self.greader.ids(READ)), len(self.greader.ids(STARRED))), (1, 1))
        marked = {i["id"]: (i["is_read"], i["is_saved"]) for i in self.fever.items()}
        self.assertEqual((marked[ids[0]], marked[ids[1]], marked[ids[2]]), ((1, 0), (0, 1), (0, 0)))
        self.fever.ask(mark="item", **{"as": "unread"}, id=ids[0])
        self.fever.ask(mark="item", **{"as": "unsaved"}, id=ids[1])
        self.assertEqual((self.greader.ids(READ), self.greader.ids(STARRED)), ([], []))

    def test_feeds_and_groups_are_marked(self):
        now = int(time.time())
        feed = self.fever.ask("feeds")["feeds"][0]
        group = self.fever.ask("groups")["groups"][1]
        self.fever.ask(mark="feed", **{"as": "read"}, id=feed["id"], before=now)
        self.assertEqual(len(self.greader.ids(READ)), sum(i["feed_id"] == feed["id"] for i in self.fever.items()))
        self.fever.ask(mark="group", **{"as": "read"}, id=group["id"], before=now)
        self.assertEqual(sorted(self.greader.ids(READ)), sorted(self.greader.ids("user/-/label/World")))
        looked = int(time.time()) - 1
        self.run_with("late.xml", now=LATE)
        self.fever.ask(mark="group", **{"as": "read"}, id=0, before=looked)
        [late] = self.greader.unread()
        self.assertEqual(late, self.greader.ids(ALL)[0], "what came meanwhile stays unread")
        self.assertEqual([i["title"] for i in self.fever.items()][-1], "A beekeeper maps the meadows of Oddervik",
                         "its id is the greatest")

    def test_malformed(self):
        before = self.fever.ids("unread_item_ids")
        for form in ({"mark": "item"}, {"mark": "item", "as": "read"}, {"mark": "item", "as": "read", "id": "x"},
                     {"mark": "item", "as": "gone", "id": before[0]}, {"mark": "group", "as": "read", "id": -1},
                     {"mark": "nothing", "as": "read", "id": 0}, {"mark": "item", "as": "read", "id": "9" * 30}):
            self.fever.ask(**form)
        self.assertEqual(self.fever.ids("unread_item_ids"), before)
        for ids in ("0", "-1", "-9223372036854775808", "-" + "9" * 30, "9" * 30, "x", ",,"):
            answer = self.fever.ask("items", ("with_ids", f"{ids},{before[0]}"))
            self.assertEqual([item["id"] for item in answer["items"]], [int(before[0])], ids)
        for key in ("", "x", "0" * 32, "0" * 33, "g" * 32):
            self.fever.key = key
            self.assertEqual(self.fever.ask("items"), {"api_version": 3, "auth": 0})


if __name__ == "__main__":
    unittest.main()
