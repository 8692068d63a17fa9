"""A served newswire, its outlets' pictures, and one browser for all tests of a class."""

import shutil
import tempfile

import chromium
from gallery import Gallery
from wire import Wire


class Browsed(Wire):
    @classmethod
    def setUpClass(cls):
        cls.profile = tempfile.mkdtemp(prefix="headwater-browser-")
        cls.gallery = Gallery(cls.profile)
        cls.browser = chromium.Browser(cls.profile, cls.gallery.flags())

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.gallery.close()
        shutil.rmtree(cls.profile, ignore_errors=True)

    def setUp(self):
        super().setUp()
        self.gallery.asked.clear()

    def scroll(self):
        """Scrolls to the end, so that every picture comes into view, and waits for all of them."""
        self.browser.value("""(async () => {
            for (const img of document.images) { img.scrollIntoView(); if (!img.complete) await new Promise(done => {
                img.addEventListener('load', done); img.addEventListener('error', done) }) }
            scrollTo(0, 0) })()""")
