"""Accessibility by axe-core, whose script comes with a package: nothing is fetched."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def violations(page: Page) -> list[str]:
    """Serious and critical violations on the page as it is: the rule, and the elements."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}" for rule in found if rule["impact"] in GRAVE for node in rule["nodes"]]
