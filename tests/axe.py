"""Accessibility by axe-core, whose script comes with a package: nothing is fetched."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
SETTLED = """() => document.getAnimations().forEach((each) => {
  if (Number.isFinite(Number(each.effect.getComputedTiming().endTime))) each.finish(); })"""
"""Fades are brought to their end: halfway through one a colour is that of neither state."""


def violations(page: Page) -> list[str]:
    """Serious and critical violations on the page, with no fade under way: the rule, and the elements."""
    page.evaluate(SETTLED)
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}" for rule in found if rule["impact"] in GRAVE for node in rule["nodes"]]
