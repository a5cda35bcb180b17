// The evidence: the passages of one answer in both languages, row by row; before there is any, the reports' title pages and contents.
import { button, copier, el, icon } from "./dom.js";
import { set } from "./mark.js";

const LANGUAGES = ["zh", "en"];
const NAMES = { zh: "中文", en: "English" };
const PULL = 48; // pixels that a finger pulls the sheet down by to close it

export const panel = (site) => {
  const head = el("header", { class: "dz-panel-head" });
  const body = el("div", { class: "dz-panel-body", tabindex: "0" });
  const foot = el("footer", { class: "dz-panel-foot" });
  const aside = el("aside", { id: "dz-evidence", class: "dz-evidence" }, head, body, foot);
  let drawn = "";
  let whole = false; // the whole passages on a small screen

  // The sheet of a small screen goes away as it came: pulled down by its head.
  let from = null;
  aside.addEventListener("touchstart", ({ target, touches }) => (from = touches.length > 1 || body.contains(target) || foot.contains(target) ? null : touches[0]), { passive: true });
  aside.addEventListener("touchcancel", () => (from = null), { passive: true });
  aside.addEventListener("touchend", ({ changedTouches: [touch] }) => {
    const [down, aside] = from ? [touch.clientY - from.clientY, Math.abs(touch.clientX - from.clientX)] : [0, 0];
    from = null;
    if (down > PULL && down > 2 * aside && matchMedia("(max-width: 767px)").matches) site.shut();
  }, { passive: true });

  // `anew`: a marker was pressed, whose row comes into view though it is drawn already.
  const draw = (anew) => {
    const open = site.open;
    const turn = open ? site.turn(open.key) : null;
    const evidence = turn && turn.evidence && turn.evidence.kind ? turn.evidence : null;
    const kind = evidence ? evidence.kind : "front";
    const shown = JSON.stringify([kind, evidence && open.key, site.language, site.reports(), site.overview.version]);
    const state = JSON.stringify([shown, site.unopened(), evidence && [open.number, turn.state], site.theme, whole]);
    if (state !== drawn) redraw(kind, evidence, turn, open, shown);
    else if (!anew) return;
    drawn = state;
    const target = kind === "closest" ? body.querySelectorAll(".dz-passage")[open.number - 1] : body.querySelector("mark.dz-now");
    if (target && open.number) reach(target);
  };

  let page = ""; // what is on the sheet, whichever of its quotes is marked
  const redraw = (kind, evidence, turn, open, shown) => {
    const active = within().indexOf(document.activeElement);
    const top = body.scrollTop;
    const before = aside.dataset.kind;
    aside.dataset.kind = site.unopened() && kind === "front" ? "none" : kind;
    aside.setAttribute("aria-label", site.t(kind === "citations" ? "evidence" : kind === "closest" ? "for_reading" : "front"));
    body.setAttribute("aria-label", aside.getAttribute("aria-label"));
    body.setAttribute("role", "region");
    foot.hidden = kind !== "citations";
    head.replaceChildren(...heading(site, kind, evidence, turn, open));
    if (kind === "front") body.replaceChildren(...front(site));
    else if (kind === "closest") body.replaceChildren(closest(site, evidence));
    else body.replaceChildren(...evidence.passages.map((passage) => sheet(site, passage, open.number)), switched());
    if (kind === "citations") foot.replaceChildren(...actions(site, evidence, open.number));
    body.scrollTop = shown === page ? top : 0;
    page = shown;
    if (active >= 0) ((before === aside.dataset.kind && within()[active]) || body).focus({ preventScroll: true });
  };
  const within = () => [...aside.querySelectorAll("a[href], button, summary, [tabindex]")];

  const reach = (target) => {
    const row = target.closest(".dz-row") || target;
    const at = (one) => one.getBoundingClientRect().top - body.getBoundingClientRect().top;
    const marked = Math.min(...[...row.querySelectorAll("mark.dz-now")].map(at)); // of both languages the upper one
    const deep = Number.isFinite(marked) && marked - at(row) + 150 > body.clientHeight; // in a long row the words themselves are shown, not its beginning
    const top = deep ? marked : at(row);
    const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const first = !deep && body.scrollHeight > body.clientHeight && row === body.querySelector(".dz-row");
    if (top < 8 || top + Math.min(row.offsetHeight, 260) > body.clientHeight - 24) body.scrollTo({ top: first ? 0 : body.scrollTop + top - Math.min(96, body.clientHeight / 5), behavior: quiet ? "auto" : "smooth" });
  };

  // On a small screen the quoted rows alone, until the whole passages are wanted.
  const switched = () => {
    const made = button("", site.t(whole ? "quoted_only" : "whole"), () => {
      whole = !whole;
      aside.classList.toggle("dz-whole", whole);
      draw();
      body.querySelector(".dz-whole-switch").focus();
    }, { class: "dz-tool dz-whole-switch" });
    return made;
  };

  // Where the keyboard goes when a marker is opened by it.
  const enter = () => requestAnimationFrame(() => requestAnimationFrame(() => (body.querySelector(".dz-row-now") || (site.open && body.querySelectorAll(".dz-closest .dz-passage")[site.open.number - 1]) || body).focus({ preventScroll: true }))); // a sheet that slides in takes no focus in its first frame
  return { aside, draw, enter };
};

const heading = (site, kind, evidence, turn, open) => {
  if (kind === "front") return [el("h2", { class: "dz-panel-title dz-front-title" }, site.t("front")), close(site)];
  if (kind === "closest") return [el("h2", { class: "dz-panel-title" }, site.t("for_reading")), el("span", { class: "dz-small" }, site.t("not_an_answer")), close(site)];
  const low = turn.state === "low";
  const chips = evidence.citations.map((one) => button("", `[${one.number}]`, () => site.show(turn.key, one.number, true), {
    class: low ? "dz-marker dz-unsure" : "dz-marker",
    "aria-label": site.t(low ? "citation_low" : "citation", { number: `[${one.number}]` }),
    "aria-current": one.number === open.number ? "true" : null,
  }));
  return [el("h2", { class: "dz-panel-title" }, site.t("evidence")), el("div", { class: "dz-numbers" }, chips), close(site)];
};

const close = (site) => button("cross", "", () => site.shut(), { class: "dz-tool dz-close", "aria-label": site.t("close"), title: site.t("close") });

const actions = (site, evidence, number) => {
  const cited = evidence.citations.find((one) => one.number === number) || evidence.citations[0];
  return [
    el("a", { class: "dz-button dz-main", href: site.reader(cited.url), target: "_blank", rel: "noopener" }, icon("book"), el("span", {}, site.t("context"))),
    copier(site, "quote", "copy_quotation", () => cited.quotation[site.language], { class: "dz-button" }),
    copier(site, "link", "copy_link", () => location.origin + cited.url, { class: "dz-tool dz-copy-link" }),
  ];
};

// The languages that there is text in: a report without a translation is one column.
const sidesOf = (kinds) => LANGUAGES.filter((language) => kinds[language] !== "none");

const kindOf = (site, kinds, language) => {
  const kind = kinds[language] === "none" ? "" : site.t(`kind_${kinds[language]}`);
  return sidesOf(kinds).length > 1 ? kind : `${kind}${site.language === "zh" ? "，" : "; "}${site.t(`alone_${language}`)}`;
};

const labels = (site, kinds) => el("div", { class: "dz-columns dz-labels" }, sidesOf(kinds).map((language) => el("p", { class: "dz-label" }, el("b", { lang: language }, NAMES[language]), " ", kindOf(site, kinds, language))));

const path = (passage, spoken) => {
  const own = passage.kinds[spoken] === "none" ? sidesOf(passage.kinds)[0] : spoken; // what a small screen shows
  return el("div", { class: "dz-columns dz-path" }, sidesOf(passage.kinds).map((language) => {
  const parts = passage.path[language];
  return el("div", { lang: language, class: language === own ? "dz-own-language" : "" }, parts.slice(0, -1).map((part) => el("p", { class: "dz-above" }, set(part, language))), parts.length ? el("p", { class: "dz-heading" }, set(parts[parts.length - 1], language)) : null);
}));
};

const sheet = (site, passage, number) => {
  const box = el("section", { class: "dz-passage", "data-passage": passage.passage });
  if (passage.report) box.append(el("p", { class: "dz-report" }, passage.report[site.language]));
  box.append(path(passage, site.language), labels(site, passage.kinds));
  const shown = new Set();
  const counted = new Set();
  for (const row of passage.rows) {
    const pieces = LANGUAGES.flatMap((language) => row[language]);
    const numbers = [...new Set(pieces.flatMap((piece) => piece.numbers))];
    const now = numbers.includes(number);
    const made = el("div", { class: `dz-columns dz-row${now ? " dz-row-now" : ""}${row.heading ? " dz-row-heading" : ""}`, tabindex: now ? "-1" : null });
    const first = numbers.filter((one) => !counted.has(one)).map((one) => {
      counted.add(one);
      return el("span", { class: one === number ? "dz-gutter dz-gutter-now" : "dz-gutter" }, one);
    });
    if (first.length) made.append(el("div", { class: "dz-gutters", "aria-hidden": "true" }, first));
    made.append(...sidesOf(passage.kinds).map((language) => side(site, passage, row[language], language, number, now)));
    box.append(made);
    const touching = new Set(pieces.filter((piece) => piece.numbers.includes(number)).flatMap((piece) => piece.notes));
    const told = [...touching].filter((one) => !shown.has(one));
    told.forEach((one) => shown.add(one));
    if (told.length) box.append(notes(site, passage, told));
  }
  const rest = passage.notes.map((_, place) => place).filter((place) => !shown.has(place));
  if (rest.length) box.append(el("details", { class: "dz-more" }, el("summary", {}, site.t("notes_more", { count: rest.length })), notes(site, passage, rest)));
  return box;
};

const side = (site, passage, pieces, language, number, now) => {
  const cell = el("p", { lang: language, class: "dz-side", "data-label": `${NAMES[language]} ${kindOf(site, passage.kinds, language)}` });
  if (!pieces.length) cell.append(el("span", { class: "dz-none", lang: site.language }, site.t(`none_${language}`)));
  for (const piece of pieces) {
    let nodes = set(piece.text, language);
    if (piece.notes.length) nodes = [el("span", { class: "dz-noted", title: piece.notes.map((place) => `${site.t("note")} ${passage.notes[place].says[site.language]}`).join("\n") }, nodes)];
    if (piece.numbers.length) nodes = [el("mark", { class: piece.numbers.includes(number) ? "dz-now" : "dz-other" }, nodes)];
    cell.append(...nodes);
  }
  if (!now) cell.classList.add("dz-context");
  return cell;
};

const notes = (site, passage, places) => {
  const counts = site.t(passage.kinds.zh === "original" ? "note_counts_zh" : "note_counts_en");
  return el("div", { class: "dz-notes", role: "note" }, el("p", { class: "dz-notes-title" }, el("b", {}, site.t("note")), " ", el("span", {}, counts)), places.map((place) => told(site, passage, passage.notes[place])));
};

// A note after the words that it is on, where it does not name them itself.
const told = (site, passage, note) => {
  const language = passage.kinds.zh === "original" ? "zh" : "en";
  const words = note.words[language];
  const says = note.says[site.language];
  const short = words.length > 24 ? `${words.slice(0, 22)}……` : words;
  return el("p", {}, words && !says.includes(words.slice(0, 4)) ? [el("span", { class: "dz-note-words", lang: language }, set(short, language)), " "] : "", says);
};

const closest = (site, evidence) => {
  const box = el("div", { class: "dz-closest" });
  evidence.passages.forEach((passage, place) => {
    const section = el("section", { class: "dz-passage", tabindex: "-1", "data-passage": passage.passage });
    if (passage.report) section.append(el("p", { class: "dz-report" }, passage.report[site.language]));
    section.append(path(passage, site.language));
    if (!place || LANGUAGES.some((language) => evidence.passages[place - 1].kinds[language] !== passage.kinds[language])) box.append(labels(site, passage.kinds));
    for (const row of passage.rows) section.append(el("div", { class: "dz-columns dz-row" }, sidesOf(passage.kinds).map((language) => side(site, passage, row[language].map((piece) => ({ ...piece, notes: [] })), language, 0, false))));
    section.append(el("p", {}, el("a", { class: "dz-link", href: site.reader(passage.url), target: "_blank", rel: "noopener" }, el("span", {}, site.t("context")), icon("arrow"))));
    box.append(section);
  });
  return box;
};

// Title page and contents of each report that is read.
const front = (site) => site.overview.reports.filter((report) => site.reports().includes(report.id)).map((report) => {
  const box = el("section", { class: "dz-front" });
  const sides = sidesOf(report.kinds);
  box.append(el("div", { class: "dz-columns dz-front-head" }, sides.map((language) => el("div", {},
    el("p", { class: "dz-front-name", lang: language }, set(report.title[language], language)),
    el("p", { class: "dz-front-by" }, el("span", { lang: language }, report.publisher[language] || ""), report.date && language === report.original ? ` ${report.date}` : ""),
    el("p", { class: "dz-front-by" }, kindOf(site, report.kinds, language), language !== report.original && report.noted ? `${site.language === "zh" ? "，" : ", "}${site.t("noted")}` : "")))));
  const read = el("a", { class: "dz-link dz-read-all", href: site.reader(report.url), target: "_blank", rel: "noopener" }, icon("book"), el("span", {}, site.t("read_all")));
  box.append(el("div", { class: "dz-columns dz-labels dz-front-labels" }, sides.map((language, place) => el("p", { class: "dz-label" }, el("b", { lang: language }, NAMES[language]), " ", site.t("contents"), place === sides.length - 1 ? read : ""))));
  box.append(el("ol", { class: "dz-contents" }, report.contents.map((entry) => el("li", { class: `dz-depth-${Math.min(entry.depth, 3)}` },
    el("a", { class: "dz-columns", href: site.reader(`${report.url}#${entry.key}`), target: "_blank", rel: "noopener" }, sides.map((language) => el("span", { lang: language, class: "dz-entry" },
      language === report.original && entry.number ? el("span", { class: "dz-number" }, set(entry.number, language)) : "",
      el("span", {}, set(entry.heading[language] || "", language)))))))));
  return box;
});

