"""The Content-Security-Policy holds while the pages are walked, and a page that breaks it is noticed by `look`."""

import pytest

from tests.browser.walk import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INLINE = """() => {
  document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}));
  return window.ran === true;
}"""


def test_a_script_in_a_page_does_not_run_and_is_noticed(walker: Walker) -> None:
    walker.open("/sign-in/")
    assert walker.page.evaluate(INLINE) is False
    with pytest.raises(AssertionError):
        walker.look()
    assert "Content Security Policy" in walker.trouble[0]
