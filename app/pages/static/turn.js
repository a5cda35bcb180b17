// One turn of the conversation: its question, and below it what is read, quotes, a refusal or a failure, each in its own shape.
import { button, copier, el, icon } from "./dom.js";
import { entry } from "./entry.js";
import { marker, quoted, set, title } from "./mark.js";

const REASONS = ["wrong-source", "missing", "off-question", "bad-translation", "other"];

export const draw = (site, turn, last) => {
  const words = (key, vars) => site.said(turn.language, key, vars);
  const article = el("article", { class: `dz-turn dz-is-${turn.state}`, "data-turn": turn.key, "data-state": turn.state, "aria-busy": site.busy === turn.key ? "true" : null });
  article.append(el("h2", { class: "dz-question", lang: site.tongue(turn.question), tabindex: "-1" }, turn.question));
  const body = el("div", { class: "dz-answer", lang: turn.language });
  article.append(body);
  const shapes = { reading, writing, answered: writing, low: writing, stopped: writing, interrupted: writing, refused, said, error };
  (shapes[turn.state] || writing)(site, turn, body, words, last);
  if (["answered", "low", "refused", "said"].includes(turn.state)) body.append(...tools(site, turn, last));
  return article;
};

const reading = (site, turn, body, words) => {
  const rows = turn.reading || [];
  body.append(el("p", { class: "dz-lead" }, rows.length ? words("reading", { count: rows.length }) : words("waiting")));
  if (!rows.length) return;
  body.append(el("ul", { class: "dz-reading" }, rows.map((row) => el("li", {}, place(site, row, turn.language)))));
};

// A section by its heading, with those above it and the report where there are several.
const place = (site, row, language) => {
  const path = title(row.path, language);
  const own = path.length ? path[path.length - 1] : site.said(language, "opening");
  const above = [row.report ? row.report[language] : "", ...path.slice(0, -1)].filter(Boolean).join(" › ");
  return [el("span", { class: "dz-place" }, set(own.replace(/[。.]$/, ""), language)), above && el("span", { class: "dz-above" }, set(above, language))];
};

// What was searched for in place of what was typed: mended, or a follow-up made to stand alone.
export const searchedFor = (notice) => ["corrected", "searched"].includes(notice.code);

const writing = (site, turn, body, words, last) => {
  for (const notice of (turn.notices || []).filter(searchedFor)) body.append(el("p", { class: notice.code === "searched" ? "dz-small dz-searched" : "dz-lead" }, notice.text));
  if (turn.state === "low") body.append(el("p", { class: "dz-lead dz-doubt" }, el("b", {}, words("low")), " ", words("low_closest")));
  else if (turn.lead) body.append(el("p", { class: "dz-lead" }, turn.lead));
  for (const block of turn.blocks || []) body.append(block.kind === "quote" ? quote(site, turn, block) : line(site, turn, block));
  for (const notice of (turn.notices || []).filter((one) => !searchedFor(one))) body.append(el("p", { class: "dz-notice" }, notice.text));
  if (turn.state !== "stopped" && turn.state !== "interrupted") return;
  const told = turn.state === "interrupted" ? "interrupted" : turn.lead || (turn.blocks || []).length ? "stopped" : "stopped_early";
  body.append(el("p", { class: "dz-notice", lang: site.language }, site.t(told), " ", last && !site.away && button("", site.t("again"), () => site.again(turn), { class: "dz-link" })));
};

const line = (site, turn, block) => el("p", { class: "dz-line" }, block.parts.map((part) => (part.number ? marker(site, turn, part.number) : part.text)));

const quote = (site, turn, block) => {
  const cited = (turn.evidence ? turn.evidence.citations : []).find((one) => one.number === block.number);
  const side = (cited && cited[block.language]) || { text: block.text, before: block.before, after: false };
  const open = site.open && site.open.key === turn.key && site.open.number === block.number;
  const made = el("div", { class: open ? "dz-quote dz-open" : "dz-quote" });
  const named = cited && cited.report && new Set(turn.evidence.citations.map((one) => one.passage.split("/")[0])).size > 1 ? cited.report[turn.language] : "";
  for (const above of [named, named && block.aside.includes(named) ? "" : block.aside]) if (above) made.append(el("p", { class: "dz-above", lang: turn.language }, above));
  made.append(el("p", { class: "dz-words", lang: block.language }, quoted(side, block.language, block.number ? marker(site, turn, block.number) : null)));
  const translated = cited && cited.note && site.original(cited) !== turn.language;
  if (translated) made.append(el("p", { class: "dz-small dz-told" }, el("b", {}, site.said(turn.language, "note")), " ", cited.note[turn.language]));
  return made;
};

const refused = (site, turn, body, words) => {
  const head = el("div", { class: "dz-refusal" }, el("span", { class: "dz-bracketed", "aria-hidden": "true" }, "[ ]"));
  head.append(turn.searched ? el("div", {}, el("h3", {}, words("refused")), el("p", {}, words(site.searched(turn)))) : el("div", {}, el("p", { class: "dz-own" }, turn.lead)));
  body.append(head);
  for (const notice of turn.notices || []) body.append(el("p", { class: "dz-notice" }, notice.text));
  const passages = turn.evidence ? turn.evidence.passages : [];
  if (!passages.length) return;
  const rows = passages.map((passage, row) => el("li", {}, button("", "", (event) => site.visit(event, event.currentTarget, turn.key, row + 1), { class: "dz-near", "data-turn": turn.key, "data-number": row + 1 })));
  rows.forEach((row, number) => row.firstChild.append(el("span", { class: "dz-near-place" }, place(site, passages[number], turn.language)), el("span", { class: "dz-near-read" }, words("read"))));
  body.append(el("div", { class: "dz-nearest" }, el("h3", { class: "dz-label" }, words("closest")), el("ul", {}, rows)));
};

const said = (site, turn, body) => {
  body.append(...(turn.lead || "").split("\n").filter(Boolean).map((words) => el("p", { class: "dz-own" }, words)));
  const asked = turn.suggested || [];
  if (asked.length) body.append(el("ul", { class: "dz-asks" }, asked.map((question) => el("li", {}, button("", question, () => site.ask(question), { class: "dz-suggestion" })))));
};

// Seconds as people say them, rounded up.
const wait = (site, seconds) => {
  const [unit, size] = seconds > 7200 ? ["hours", 3600] : seconds > 120 ? ["minutes", 60] : ["seconds", 1];
  return site.t(`wait_${unit}`, { number: Math.ceil(seconds / size) });
};
const ERRORS = ["busy", "limit", "daily", "address", "origin", "entry"];
const error = (site, turn, body) => {
  const words = el("p", {}, site.t(`error_${ERRORS.includes(turn.code) ? turn.code : "failed"}`, { wait: wait(site, turn.wait || 30) }));
  const told = turn.code === "entry" && site.denied ? entry(site) : [words, button("", site.t("retry"), () => site.again(turn), { class: "dz-button" })];
  body.append(el("div", { class: "dz-failed", role: "alert", lang: site.language }, icon("alert"), el("div", {}, el("h3", {}, site.t("error")), told)));
};

const tools = (site, turn, last) => {
  const given = turn.feedback || {};
  const row = el("div", { class: "dz-tools", lang: site.language });
  row.append(copier(site, "copy", "copy", () => turn.plain));
  if (last) row.append(button("again", site.t("again"), () => site.again(turn)));
  if (turn.state === "said") return [row];
  row.append(el("span", { class: "dz-gap" }));
  for (const up of [true, false]) {
    const key = up ? "good" : "bad";
    row.append(button(up ? "up" : "bad", "", () => site.feedback(turn, { up }), { class: "dz-tool dz-thumb", "aria-label": site.t(key), title: site.t(key), "aria-pressed": String(given.up === up), "data-thumb": key }));
  }
  return [row, given.up === false ? why(site, turn, given) : null, given.told ? el("p", { class: "dz-notice dz-thanks", lang: site.language }, site.t(given.told)) : null].filter(Boolean);
};

const why = (site, turn, given) => {
  const note = el("input", { type: "text", oninput: () => (given.draft = note.value), maxlength: 1000, "aria-label": site.t("note_label"), placeholder: site.t("note_label") });
  note.value = given.draft ?? (given.note || ""); // what is being typed stays when the turn is drawn anew
  const chips = REASONS.map((reason) => button("", site.t(`reason_${reason.replace("-", "_")}`), () => site.feedback(turn, { up: false, reason, note: given.note || "", draft: note.value }), { class: "dz-chip", "aria-pressed": String(given.reason === reason), "data-reason": reason }));
  const box = el("div", { class: "dz-why", role: "group", "aria-label": site.t("what_wrong"), lang: site.language }, el("p", { class: "dz-label" }, site.t("what_wrong")), el("div", { class: "dz-chips" }, chips));
  if (!given.reason) return box;
  box.append(el("form", { class: "dz-remark", onsubmit: (event) => {
    event.preventDefault();
    site.feedback(turn, { up: false, reason: given.reason, note: note.value });
  } }, note, el("button", { type: "submit", class: "dz-button" }, site.t("note_send"))));
  return box;
};
