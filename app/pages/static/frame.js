// The chat page in somebody else's page: what the address asks for, and what passes between the two by postMessage. All of it is hostile until it is checked.
// Title, greeting and colour count in a frame only, which listed pages alone can make: no link can put its words into the page.
import { paint } from "./accent.js";
import { door } from "./door.js";
import { mark } from "./keep.js";

const ASKS = 10; // questions of the host page that wait at most
const PATIENCE = 10000; // milliseconds for the host page to bring a new token
const ORIGIN = /^https?:\/\/[a-z0-9.:[\]-]{1,255}$/i;

const told = new URLSearchParams(location.search);
const framed = window.parent !== window && told.get("embed") === "1";
const short = (value, most) => (framed && typeof value === "string" ? value.replace(/\s+/g, " ").trim().slice(0, most) : "");
const names = (list) => (Array.isArray(list) ? list : []).filter((id) => typeof id === "string" && id.length <= 200).slice(0, 100);

// The origin of the page around this one, as the loader names it and the browser confirms; "" where nobody is spoken with.
// A browser that tells neither may go on: what is posted reaches that origin alone, and what comes is taken from it alone.
const host = (() => {
  const named = told.get("parent") || "";
  if (!framed || !ORIGIN.test(named)) return "";
  const around = location.ancestorOrigins && location.ancestorOrigins.length ? location.ancestorOrigins[0] : document.referrer ? new URL(document.referrer).origin : named;
  return around === named ? named : "";
})();

export const frame = {
  framed,
  panel: Boolean(host) && told.get("panel") === "1", // in the floating panel, whose buttons lie over the bar
  title: short(told.get("title"), 80),
  greeting: short(told.get("greeting"), 400),
  reports: names(told.getAll("report")),
  context: "",
};
if (framed) {
  paint(told.get("accent"));
  document.documentElement.dataset.framed = frame.panel ? "panel" : "inline";
}

const post = (message) => host && window.parent.postMessage({ duizhao: 1, ...message }, host);

// Between the page and its host: `site` is the page's own state and acts.
export const speak = (site) => {
  const asks = []; // questions of the host page, asked one after the other
  let asked = null; // the host's name for the question in work
  const hosted = Number(mark("hosted", "")) || 0; // the host's name for a question that is asked again after this page was loaded anew
  let resent = hosted;
  let bringing = null;

  const next = () => {
    if (!asks.length || site.busy || site.away || site.unopened()) return;
    const { id, text } = asks.shift();
    site.ask(text, null, { id });
    asked = site.busy ? { id, key: site.busy } : null;
  };
  const acts = {
    ask: ({ id, text }) => {
      const good = typeof text === "string" && text.trim() && asks.length < ASKS;
      if (!good) return post({ type: "answer", id: Number(id) || 0, status: "error", uncertain: false, language: site.language, citations: 0 });
      asks.push({ id: Number(id) || 0, text });
      next();
    },
    language: ({ language }) => ["zh", "en"].includes(language) && site.speak(language),
    theme: ({ theme }) => ["", "light", "dark"].includes(theme) && site.dress(theme),
    context: ({ reports, title }) => {
      if (reports !== undefined) site.limit(names(reports));
      if (title !== undefined) frame.context = short(title, 80);
      site.draw();
    },
    token: ({ token }) => {
      if (bringing) bringing(token);
      else door.take(token);
      if (token && site.denied) site.enter();
    },
    focus: () => site.focus(),
    room: ({ buttons }) => (document.documentElement.dataset.room = buttons === 1 ? "one" : "two"),
  };
  if (host) {
    window.addEventListener("message", (event) => {
      const message = event.data;
      if (event.source !== window.parent || event.origin !== host || !message || message.duizhao !== 1 || !Object.keys(acts).includes(message.type)) return;
      acts[message.type](message);
    });
    door.renew = () => new Promise((resolve) => {
      const timer = setTimeout(() => bringing(""), PATIENCE);
      bringing = (token) => {
        clearTimeout(timer);
        bringing = null;
        resolve(token);
      };
      post({ type: "token" });
    });
  }

  const STATUS = { answered: "answered", low: "answered", refused: "not_in_report", said: "not_in_report", stopped: "stopped" };
  return {
    ready: () => post({ type: "ready", resent: hosted }),
    look: () => post({ type: "look", theme: site.dark() ? "dark" : "light", language: site.language }),
    shut: () => post({ type: "shut" }),
    // What the host page hears of an answer: never a question or a word of the report.
    answer: (turn) => {
      const mine = asked && asked.key === turn.key ? asked.id : 0;
      if (mine) asked = null;
      const evidence = turn.evidence && turn.evidence.kind === "citations" ? turn.evidence.citations.length : 0;
      post({ type: "answer", id: mine, status: STATUS[turn.state] || "error", uncertain: turn.state === "low", language: turn.language === "zh" ? "zh" : "en", citations: evidence });
      queueMicrotask(next);
    },
    citation: (number, passage) => post({ type: "citation", number, report: String(passage || "").split("/")[0] }),
    next,
    resend: (asks) => mark("hosted", asks ? String(asks.id) : ""),
    resent: () => (resent ? { id: resent } : undefined),
    // What was to be asked again is being asked under this key, or, with "", cannot be.
    resumed: (key) => {
      if (resent && key) asked = { id: resent, key };
      else if (resent) post({ type: "answer", id: resent, status: "error", uncertain: false, language: site.language, citations: 0 });
      resent = 0;
    },
  };
};
