// The page that writes the snippet: code and preview follow the form, an origin is checked by the server.
import { shades } from "./accent.js";
import { copy, el } from "./dom.js";

const at = (id) => document.getElementById(`e-${id}`);
const look = at("look");
const server = look.dataset.server;
const NAMES = { language: "language", theme: "theme", position: "position", accent: "accent", title: "title", greeting: "greeting", report: "report", token: "token-url" };

// What the form says, without what is left as it is.
const told = () => {
  const data = Object.fromEntries(new FormData(look));
  if (!at("accented").checked) data.accent = "";
  const shown = (name) => {
    const row = look.elements[name].closest("p");
    return !row.hidden;
  };
  const out = { kind: data.kind };
  for (const name of [...Object.keys(NAMES), "height"]) if ((data[name] || "").trim() && shown(name)) out[name] = data[name].trim();
  return out;
};

const quoted = (value) => `"${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}"`;
const query = (chosen, embed) => {
  const out = new URLSearchParams(embed ? { embed: "1" } : {});
  for (const [from, to] of [["language", "ui"], ["theme", "theme"], ...(embed ? [["accent", "accent"], ["title", "title"], ["greeting", "greeting"]] : [])]) if (chosen[from]) out.set(to, chosen[from]);
  for (const id of (chosen.report || "").split(/[\s,]+/).filter(Boolean)) out.append("report", id);
  return String(out);
};
const code = (chosen) => {
  const { kind } = chosen;
  const height = /^\d+$/.test(chosen.height || "") ? chosen.height : "640";
  const attributes = Object.entries(NAMES).filter(([name]) => chosen[name]).map(([name, attribute]) => `\n  data-${attribute}=${quoted(chosen[name])}`).join("");
  const words = look.dataset.chat;
  const chat = (embed) => quoted(`${server}/chat/${query(chosen, embed) && `?${query(chosen, embed)}`}`);
  if (kind === "floating") return `<script src=${quoted(`${server}/embed.js`)} defer${attributes}></script>`;
  if (kind === "inline") return `<script src=${quoted(`${server}/embed.js`)} data-position="inline" defer></script>\n<duizhao-chat style="display:block;height:${height}px"${attributes}>\n  <a href=${chat(false)}>${words}</a>\n</duizhao-chat>`;
  if (kind === "frame") return `<iframe src=${chat(true)}\n  width="100%" height=${quoted(height)} title=${quoted(chosen.title || words)}\n  allow="clipboard-write" loading="lazy"></iframe>`;
  return `<a href=${chat(false)} target="_blank" rel="noopener">${words}</a>`;
};

let later = 0;
const draw = () => {
  const kind = look.elements.kind.value;
  for (const row of look.querySelectorAll("[data-for]")) row.hidden = !row.dataset.for.split(" ").includes(kind);
  const chosen = told();
  at("accent").disabled = !at("accented").checked;
  at("weak").hidden = !chosen.accent || Boolean((shades(chosen.accent) || {}).light);
  at("code").textContent = code(chosen);
  clearTimeout(later);
  later = setTimeout(() => preview(chosen), 400);
};

const preview = (chosen) => {
  const place = at("preview");
  if (chosen.kind === "link") return place.replaceChildren(el("p", { class: "small" }, place.dataset.none));
  const { token, ...shown } = chosen; // the sample page has no server of its own to give one
  const theme = document.documentElement.dataset.theme;
  const page = new URLSearchParams({ ui: document.documentElement.lang, ...(theme ? { theme } : {}) });
  place.replaceChildren(el("iframe", { title: place.dataset.title, src: `/embed/preview?${page}#${new URLSearchParams(shown)}`, loading: "lazy" }));
};

// Reports to choose from, where there are several and one may know of them.
const reports = async () => {
  const reply = await fetch("/api/reports").catch(() => null);
  const all = reply && reply.ok ? (await reply.json()).reports : [];
  const row = at("reports");
  if (all.length === 1) row.hidden = true;
  if (all.length < 2) return draw();
  const field = at("report");
  const language = document.documentElement.lang;
  const boxes = all.map((report) => el("label", { class: "box" }, el("input", { type: "checkbox", value: report.id, onchange: () => {
    field.value = boxes.map((box) => box.firstChild).filter((box) => box.checked).map((box) => box.value).join(" ");
    draw();
  } }), el("span", { lang: report.title[language] ? language : report.original }, report.title[language] || report.title[report.original] || report.id)));
  field.hidden = true;
  row.append(el("span", { class: "boxes", role: "group", "aria-label": row.querySelector("label").textContent }, boxes));
  draw();
};

look.addEventListener("input", draw);
look.addEventListener("submit", (event) => event.preventDefault());
at("accent").addEventListener("pointerdown", () => (at("accented").checked = true));
at("copy").addEventListener("click", async () => {
  const button = at("copy");
  const words = button.textContent;
  button.textContent = button.dataset[(await copy(at("code").textContent)) ? "done" : "failed"];
  setTimeout(() => (button.textContent = words), 2500);
});

// May an origin embed? Asked of the server, whose list it is.
const form = at("check");
const check = async () => {
  const place = at("verdict");
  const { busy, failed, yes, no, set, language } = form.dataset;
  place.replaceChildren(el("p", {}, busy));
  const found = await fetch(`/embed/check?${new URLSearchParams({ origin: at("origin").value, ui: language })}`).then((reply) => (reply.ok ? reply.json() : null), () => null);
  if (!found) return place.replaceChildren(el("p", {}, failed));
  const out = [el("p", { class: found.allowed ? "verdict yes" : "verdict no" }, found.allowed ? yes : no), ...found.says.map((words) => el("p", {}, words))];
  if (found.setting) out.push(el("p", {}, set), el("pre", { tabindex: "0" }, el("code", { translate: "no" }, found.setting)));
  place.replaceChildren(...out);
};
form.addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
const named = () => {
  if (!location.hash) return;
  try {
    at("origin").value = decodeURIComponent(location.hash.slice(1)).replace(/^origin=/, "");
  } catch {
    return;
  }
  check();
};
window.addEventListener("hashchange", named);
named();
reports();
