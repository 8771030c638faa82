"""A real browser on the real pages: each page that is opened is looked at by axe, and for what every page must have."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import browsers
from tests.browser.walk import Walker

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in the thread of the tests


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session; each walker has a context of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.find(), args=browsers.arguments())
        yield browser
        browser.close()


@pytest.fixture
def walker(chromium: Browser, live_server: LiveServer) -> Iterator[Walker]:
    """Somebody at a desk, who can sign in as anybody."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Walker(context, live_server.url)
    context.close()


@pytest.fixture
def without_script(chromium: Browser, live_server: LiveServer) -> Iterator[Walker]:
    """Somebody whose browser runs no scripts."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield Walker(context, live_server.url, scripts=False)
    context.close()


@pytest.fixture
def on_the_phone(chromium: Browser, live_server: LiveServer) -> Iterator[Walker]:
    """Somebody with a small phone."""
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    yield Walker(context, live_server.url)
    context.close()
