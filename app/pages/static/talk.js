// The conversation with its composer: turns as they come, first sight with questions to begin with, notices, and the box to ask in.
import { button, el, icon } from "./dom.js";
import { entry } from "./entry.js";
import { mark } from "./keep.js";
import { draw as drawTurn } from "./turn.js";

export const talk = (site) => {
  const log = el("div", { id: "dz-chat", class: "dz-log", tabindex: "0", role: "region" });
  const status = el("div", { class: "dz-unseen", role: "status", "aria-live": "polite" });
  const bar = el("div", { class: "dz-bar", role: "status", hidden: true });
  const full = el("div", { class: "dz-full", role: "status", hidden: true });
  const fault = el("p", { class: "dz-fault", role: "alert", hidden: true });
  const box = el("textarea", { id: "dz-box", rows: "1", enterkeyhint: "send", autocomplete: "off" });
  const send = el("button", { type: "submit", class: "dz-button dz-main dz-send" });
  const form = el("form", { id: "dz-ask", class: "dz-composer" }, box, send);
  const hints = el("div", { class: "dz-hints" });
  const around = el("p", { class: "dz-around", hidden: true });
  const foot = el("div", { class: "dz-foot" }, bar, full, fault, around, form, hints);
  const pane = el("div", { class: "dz-talk" }, log, foot, status);
  const drawn = new Map();

  const submit = () => {
    if (site.busy) return;
    const question = box.value;
    if (!question.trim()) return box.focus();
    site.ask(question);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (site.busy) site.stop();
    else submit();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.isComposing || event.keyCode === 229) return; // Enter that ends a composition chooses characters, it never sends
    event.preventDefault();
    submit();
  });
  // Safari ends the composition before the key comes: the key that follows at once is still part of it.
  let ended = 0;
  box.addEventListener("compositionend", () => (ended = performance.now()));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && performance.now() - ended < 60) event.stopImmediatePropagation();
  }, true);
  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
  };
  box.addEventListener("input", () => {
    grow();
    fault.hidden = true;
    mark("draft", box.value);
  });

  const write = (words) => {
    box.value = words;
    box.dispatchEvent(new Event("input"));
  };

  const first = () => {
    const several = site.offered().length > 1;
    const out = el("section", { class: "dz-first" });
    if (site.unopened()) {
      out.append(el("h1", {}, site.t("title_several")), ...entry(site));
      return out;
    }
    if (site.frame.greeting) out.append(el("p", { class: "dz-greeting", lang: site.tongue(site.frame.greeting) }, site.frame.greeting));
    out.append(el("h1", {}, site.t(several ? "title_several" : "title_one")), el("p", { class: "dz-about" }, site.t("about"), el("br"), site.t("about_not")));
    if (several) out.append(el("h2", { class: "dz-label" }, site.t("scope")), site.scope());
    out.append(el("h2", { class: "dz-label" }, site.t("suggested")), suggested());
    out.append(button("book", site.t("front"), () => site.front(), { class: "dz-tool dz-to-front" }));
    return out;
  };

  const suggested = () => {
    const chosen = site.overview.reports.filter((report) => site.reports().includes(report.id));
    const rows = chosen.flatMap((report) => {
      const own = report.suggested[site.language].map((row) => ({ ...row, report: report.id }));
      return chosen.length === 1 ? own : own.filter((row) => row.section).slice(0, Math.max(1, Math.floor(6 / chosen.length)));
    }).slice(0, 8);
    const list = el("ul", { class: "dz-suggestions" });
    let before = null;
    const chapters = (chosen.length === 1 ? chosen[0].contents : []).filter((entry) => !entry.depth && entry.number).map((entry) => entry.number);
    const counted = (number) => (site.language === "en" && site.tongue(number) === "zh" && chapters.includes(number) ? String(chapters.indexOf(number) + 1) : number); // 三 tells a reader of English nothing
    for (const row of rows) {
      const [mark, number] = chosen.length === 1 ? [row.chapter, counted(row.chapter)] : [row.report, ""];
      list.append(el("li", { class: mark === before ? "" : "dz-chapter" }, chosen.length === 1 && el("span", { class: "dz-number", "aria-hidden": "true", lang: site.tongue(number) }, mark === before ? "" : number), button("", row.question, () => site.ask(row.question), { class: "dz-suggestion", lang: site.language })));
      before = mark;
    }
    return list;
  };

  let following = ""; // the turn in work, which is followed as it grows
  const within = (part) => [...part.querySelectorAll("a[href], button, input")];
  const draw = () => {
    const turns = site.turns();
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    log.setAttribute("aria-label", site.t("conversation"));
    if (!turns.length) {
      drawn.clear();
      const at = within(log).indexOf(document.activeElement);
      log.replaceChildren(first());
      if (at >= 0 && within(log)[at]) within(log)[at].focus({ preventScroll: true });
    } else {
      const nodes = turns.map((turn, place) => {
        const last = place === turns.length - 1 && !site.busy;
        const current = site.open && site.open.key === turn.key ? site.open.number : 0;
        const state = JSON.stringify([turn, site.language, last, current, site.busy === turn.key, site.away, site.denied]);
        const had = drawn.get(turn.key);
        if (had && had.state === state) return had.node;
        const node = drawTurn(site, turn, last);
        drawn.set(turn.key, { state, node });
        if (had && had.node.contains(document.activeElement)) refocus(had.node, node);
        return node;
      });
      if (nodes.length !== log.children.length || nodes.some((node, place) => log.children[place] !== node)) {
        nodes.forEach((node, place) => {
          if (log.children[place] !== node) log.children[place] ? log.children[place].replaceWith(node) : log.append(node);
        });
        while (log.children.length > nodes.length) log.lastChild.remove();
      }
      following = site.busy || following;
      if (atEnd && following) toTurn(following, true); // as far as its question stays in view, also with its last words
      if (!site.busy) following = "";
    }
    compose();
  };

  // A turn that is drawn anew keeps the focus on what had it.
  const refocus = (old, node) => {
    const at = within(old).indexOf(document.activeElement);
    queueMicrotask(() => (within(node)[at] || node.querySelector(".dz-question")).focus({ preventScroll: true }));
  };

  const compose = () => {
    const busy = Boolean(site.busy);
    box.setAttribute("aria-label", site.t("question"));
    box.placeholder = site.t(site.away ? "placeholder_away" : busy ? "placeholder_busy" : site.turns().length ? "placeholder_more" : "placeholder");
    form.classList.toggle("dz-away", site.away);
    send.classList.toggle("dz-main", !busy);
    send.disabled = site.away || site.unopened();
    complained();
    around.hidden = !site.frame.context;
    around.textContent = site.t("around", { title: site.frame.context });
    send.replaceChildren(...(busy ? [icon("stop")] : []), el("span", {}, site.t(busy ? "stop" : "ask")));
    const told = [site.keeps ? site.t("hint_kept") : "", site.kept ? "" : site.t("hint_tab")].filter(Boolean);
    hints.replaceChildren(...(told.length ? told.map((words) => el("span", { class: "dz-hint-told" }, words)) : [el("span", {}, site.t("hint_keys")), el("span", {}, site.t(site.turns().some((turn) => turn.evidence && turn.evidence.kind === "citations") ? "hint_marker" : "hint_quoted"))]));
    form.hidden = hints.hidden = Boolean(site.denied) && !site.turns().length;
    const shut = Boolean(site.denied && site.turns().length && site.turns().slice(-1)[0].code !== "entry");
    bar.hidden = !site.away && !site.returned && !shut;
    if (shut) bar.replaceChildren(...entry(site));
    else if (!bar.hidden) bar.replaceChildren(icon(site.away ? "again" : "check"), el("span", {}, site.t(site.away ? "offline" : "online")), !site.away && site.cut() ? button("", site.t("again_last"), () => site.again(site.cut()), { class: "dz-link" }) : "");
    roomy();
    log.classList.toggle("dz-at-work", busy);
  };

  // What this browser's storage had no room for.
  const roomy = () => {
    const { whole, dropped } = site.room;
    full.hidden = whole && !dropped;
    if (full.hidden) return;
    full.replaceChildren(icon("alert"), el("span", {}, whole ? site.t(site.keeps ? "full_dropped_kept" : "full_dropped", { count: dropped }) : site.t("full_unstored")), whole ? "" : button("", site.t("export"), () => site.export(), { class: "dz-link" }));
  };

  let complaint = "";
  const complained = () => (fault.textContent = complaint && site.t(`fault_${complaint}`, { cap: site.cap.toLocaleString("en") }));
  const complain = (code, question) => {
    complaint = code;
    complained();
    if (question !== undefined) write(question);
    fault.hidden = false;
    if (question !== undefined) box.focus();
  };

  // `onwards`: whoever has read on below its question is not taken back to it.
  const toTurn = (key, onwards) => {
    const node = log.querySelector(`[data-turn="${key}"]`);
    const to = node ? Math.min(node.offsetTop - log.offsetTop - 8, log.scrollHeight - log.clientHeight) : 0;
    if (node && (!onwards || to > log.scrollTop)) log.scrollTo({ top: to });
  };

  // Where the focus goes when something is done: the box, or the last question where the box would bring up a keyboard that covers the answer.
  const rest = () => ((matchMedia("(pointer: coarse)").matches && log.querySelector(".dz-turn:last-child .dz-question")) || box).focus({ preventScroll: true });

  box.value = mark("draft", "");
  queueMicrotask(grow);
  return { pane, parts: [log, foot], box, log, draw, compose, complain, write, rest, toTurn, calm: () => (fault.hidden = true), say: (words) => (status.textContent = words) };
};
