"""A served newswire and one browser for all tests of a class."""

import shutil
import tempfile

import chromium
from wire import Wire


class Browsed(Wire):
    @classmethod
    def setUpClass(cls):
        cls.profile = tempfile.mkdtemp(prefix="headwater-browser-")
        cls.browser = chromium.Browser(cls.profile)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        shutil.rmtree(cls.profile, ignore_errors=True)
