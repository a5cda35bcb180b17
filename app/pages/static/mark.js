// Citation markers with their popover, and the report's words as they are set: half-width marks in Chinese get their space by drawing, not by characters.
import { el } from "./dom.js";

const NARROW = /([,;:!?]+|[()]+)/;

// A piece of a report's text as nodes; copying gives the characters as published.
export const set = (words, language) => {
  if (language !== "zh") return [document.createTextNode(words)];
  return words.split(NARROW).filter(Boolean).map((part) => (NARROW.test(part) ? el("span", { class: /[()]/.test(part) ? "dz-bracket" : "dz-narrow" }, part) : document.createTextNode(part)));
};

export const dots = (language) => el("span", { class: "dz-dots" }, language === "zh" ? "……" : "…");

export const title = (path, language) => path[language].length ? path[language] : path[language === "zh" ? "en" : "zh"];

// The words of one side of a citation, with dots where the sentence goes on.
export const quoted = (side, language, tail) => {
  const out = [];
  if (side.before) out.push(dots(language), language === "en" ? " " : "");
  const end = tail ? side.text.slice(-2) : "";
  out.push(...set(tail ? side.text.slice(0, -2) : side.text, language));
  const last = [...set(end, language)];
  if (side.after) last.push(language === "en" ? " " : "", dots(language));
  out.push(...(tail ? [el("span", { class: "dz-glued" }, last, tail)] : last));
  return out.filter((part) => part !== "");
};

export const marker = (site, turn, number) => {
  const cited = (turn.evidence ? turn.evidence.citations : []).find((citation) => citation.number === number);
  if (!cited) return el("span", { class: "dz-marker dz-plain" }, `[${number}]`);
  const low = turn.state === "low";
  const made = el("a", { class: low ? "dz-marker dz-unsure" : "dz-marker", href: site.reader(cited.url), "data-turn": turn.key, "data-number": number }, `[${number}]`);
  made.setAttribute("aria-label", site.t(low ? "citation_low" : "citation", { number: `[${number}]` }));
  if (site.open && site.open.key === turn.key && site.open.number === number) made.setAttribute("aria-current", "true");
  return made;
};

export const popover = (site) => {
  const box = el("div", { id: "dz-popover", class: "dz-popover", role: "tooltip", hidden: true });
  let shown = null;
  let waiting = 0;
  let muted = null; // what was just clicked: its evidence is open now, until the pointer comes again
  const citation = (link) => site.turn(link.dataset.turn)?.evidence?.citations.find((one) => one.number === Number(link.dataset.number));
  const name = (link) => `${link.dataset.turn} ${link.dataset.number}`;
  const hide = () => {
    clearTimeout(waiting);
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
  };
  const show = (link) => {
    const cited = citation(link);
    if (!cited || !link.isConnected || muted === name(link)) return;
    if (shown && shown !== link) shown.removeAttribute("aria-describedby");
    box.replaceChildren();
    if (cited.report) box.append(el("p", { class: "dz-small", lang: site.language }, cited.report[site.language]));
    for (const language of ["zh", "en"]) {
      if (cited[language]) box.append(el("p", { lang: language, class: "dz-words" }, quoted(cited[language], language)));
    }
    if (cited.note) box.append(el("p", { class: "dz-small dz-told" }, el("b", {}, site.t("note")), " ", cited.note[site.language]));
    shown = link;
    link.setAttribute("aria-describedby", "dz-popover");
    box.hidden = false;
    place();
  };
  const place = () => {
    const at = shown.getBoundingClientRect();
    const pane = shown.closest(".dz-talk").getBoundingClientRect();
    const left = Math.max(pane.left + 16, 12);
    box.style.width = `${Math.min(pane.width - 32, 400)}px`;
    box.style.left = `${Math.max(12, Math.min(Math.max(left, at.left - 60), pane.right - 16 - box.offsetWidth))}px`;
    const below = at.bottom + 8;
    box.style.top = `${below + box.offsetHeight < innerHeight - 12 ? below : Math.max(8, at.top - 8 - box.offsetHeight)}px`;
  };
  const seen = (link) => {
    const at = link.getBoundingClientRect();
    const pane = link.closest(".dz-log").getBoundingClientRect();
    return at.bottom > pane.top && at.top < pane.bottom;
  };
  const soon = (act, wait) => {
    clearTimeout(waiting);
    waiting = setTimeout(act, wait);
  };
  const link = (event) => (event.target.closest ? event.target.closest(".dz-talk a.dz-marker") : null);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const over = link(event);
    if (!over || name(over) !== muted) muted = null;
    if (over) soon(() => show(over), 150);
    else if (box.contains(event.target)) clearTimeout(waiting);
    else if (shown && shown !== document.activeElement) soon(hide, 150);
    else if (!shown) clearTimeout(waiting);
  });
  document.addEventListener("focusin", (event) => {
    const on = link(event);
    if (on && on.matches(":focus-visible")) show(on);
    else hide();
  });
  // Focusing a marker out of sight scrolls it into view, and the scroll event comes after the focus: what has the focus keeps its quote.
  document.addEventListener("scroll", ({ target }) => {
    if (box.contains(target)) return; // a long quote is read on
    if (shown && shown === document.activeElement && seen(shown)) place();
    else hide();
  }, true);
  document.addEventListener("click", (event) => {
    hide();
    muted = event.detail && link(event) ? name(link(event)) : null;
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) {
      hide();
      event.dzTaken = true;
    }
  }, true);
  return { box, hide };
};
