"""bench.html: tables and plots in one file that needs no network, wide or narrow, light or dark."""

from collections.abc import Sequence

from markupsafe import Markup

from evals.bench.section import Plot, Section, Table
from evals.bench.tables import TITLE

STYLE = Markup("""
:root { color-scheme: light dark; --ink: #1c2226; --soft: #5a656d; --rule: #d5dbdf; --paper: #fff;
  --s0: #b3261e; --s1: #1f5fa8; --s2: #2c7d74; --s3: #8a6100; --s4: #7b3fa0; --s5: #555; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaed; --soft: #a3adb5; --rule: #3a444b; --paper: #14191d;
  --s0: #ff8a80; --s1: #82b7f5; --s2: #6fcabf; --s3: #e0b04a; --s4: #cf9bef; --s5: #bbb; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1180px; padding: 24px 16px 64px; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 2px solid var(--rule); }
h3, figcaption { font-size: 1rem; font-weight: 600; margin: 1.5rem 0 .4rem; }
p { max-width: 76ch; margin: .4rem 0; } p.how, p.note { color: var(--soft); font-size: .92rem; }
dl { margin: 1rem 0; } dt { font-weight: 600; } dd { margin: 0 0 .7rem; max-width: 76ch; color: var(--soft); font-size: .92rem; }
.wide { overflow-x: auto; } .wide:focus-visible { outline: 2px solid var(--s1); }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
.wide th, .wide td { padding: .3rem .8rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
.wide th:first-child { text-align: left; font-weight: 500; white-space: pre-wrap; min-width: 9.5em; padding-left: 0;
  position: sticky; left: 0; background: var(--paper); }
.wide thead th { font-weight: 600; vertical-align: bottom; white-space: normal; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 1rem 2.5rem; } figure { margin: 0; min-width: 0; }
.strips { width: 100%; table-layout: fixed; } .strips th { width: 10.5em; text-align: left; font-weight: 400; padding: 0 .6em 0 0; }
.strips th, .strips td { border-top: 1px solid var(--rule); } .strips .scale td { border: 0; }
svg { display: block; overflow: visible; } svg.strip { width: calc(100% - 14px); margin: 0 7px; } svg.lines { width: 100%; max-width: 560px; height: auto; }
svg text { font-size: 12px; fill: var(--soft); } svg text.x, .axis text { text-anchor: middle; } svg text.y { text-anchor: end; } svg text.end { font-weight: 700; }
.grid { stroke: var(--rule); stroke-width: 1; } .interval { stroke-width: 2; } polyline { fill: none; stroke-width: 2; }
.legend { list-style: none; padding: 0; margin: .4rem 0; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; font-size: .9rem; } .legend b { display: inline-block; min-width: 1.1em; }
@media (max-width: 600px) { .strips th { width: 8em; font-size: .85rem; } }
""") + Markup("\n").join(
    Markup(".legend .s{0} b {{ color: var(--s{0}); }} circle.s{0}, .s{0} circle, text.s{0} {{ fill: var(--s{0}); }} polyline.s{0}, .s{0} .interval {{ stroke: var(--s{0}); }}").format(place)
    for place in range(6)
)


def page(heading: Sequence[str], systems: Sequence[tuple[str, str]], sections: Sequence[Section]) -> str:
    """The page: paragraphs, what each system is (its name and what it does), and a chapter a section."""
    body = [Markup("<h1>{0}</h1>").format(TITLE), *(Markup("<p>{0}</p>").format(line) for line in heading)]
    body.append(Markup("<h2>Systems</h2><dl>{0}</dl>").format(Markup("").join(Markup("<dt>{0}</dt><dd>{1}</dd>").format(*system) for system in systems)))
    body += [_chapter(section) for section in sections]
    form = '<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1"><title>{0}</title><style>{1}</style><body>{2}</body></html>\n'
    return str(Markup(form).format(TITLE, STYLE, Markup("\n").join(body)))


def _chapter(section: Section) -> Markup:
    plots = Markup("<div class=plots>{0}</div>").format(Markup("").join(map(_figure, section.plots))) if section.plots else Markup("")
    return Markup("<section><h2>{0}</h2><p class=how>{1}</p>{2}{3}</section>").format(section.title, section.how, plots, Markup("").join(map(_table, section.tables)))


def _figure(plot: Plot) -> Markup:
    return Markup('<figure><figcaption id="plot-{0}">{1}</figcaption>{2}</figure>').format(plot.name, plot.caption, plot.drawing)


def _table(table: Table) -> Markup:
    head = Markup("").join(Markup("<th scope=col>{0}").format(cell) for cell in table.header)
    rows = Markup("").join(Markup("<tr><th scope=row>{0}{1}").format(row[0], Markup("").join(Markup("<td>{0}").format(cell) for cell in row[1:])) for row in table.rows)
    note = Markup("<p class=note>{0}</p>").format(table.note) if table.note else Markup("")
    return Markup('<h3>{0}</h3><div class=wide tabindex=0 role=region aria-label="{0}"><table><thead><tr>{1}<tbody>{2}</table></div>{3}').format(table.title, head, rows, note)
