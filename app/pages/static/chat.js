// The chat page: keeps what is shown, passes questions to the server, and draws head, conversation and evidence anew when something changed.
import { asking as makeAsking } from "./asking.js";
import { el } from "./dom.js";
import { door } from "./door.js";
import { exporting } from "./export.js";
import { frame as place, speak } from "./frame.js";
import { head as makeHead } from "./head.js";
import * as keep from "./keep.js";
import { popover } from "./mark.js";
import { panel as makePanel } from "./panel.js";
import { talk as makeTalk } from "./talk.js";

const WIDE = "(min-width: 1024px)";
const NONE = { version: "", reports: [] }; // what the page knows of the reports before it is let in

export const start = ({ element, props, watch, server, ask: post }) => {
  const wanted = new URLSearchParams(location.search);
  const spoken = () => ((navigator.languages || [navigator.language]).map((tag) => tag.slice(0, 2)).find((tag) => tag === "zh" || tag === "en") === "zh" ? "zh" : "en");
  const held = keep.reopened();
  const site = {
    words: props.words,
    overview: NONE,
    frame: place,
    within: place.reports, // the reports that the host page has asked; all where it names none
    denied: "", // why nothing can be asked: "login", "ended", "failed"
    keeps: props.keeps,
    guarded: props.guarded && window.parent === window, // there is a login, and so a way out; its page is in no frame
    cap: props.cap,
    kept: keep.kept,
    language: ["zh", "en"].find((one) => one === (wanted.get("ui") || keep.setting("language"))) || spoken(),
    theme: ["light", "dark"].find((one) => one === (wanted.get("theme") || keep.setting("theme"))) || "",
    conversation: held || keep.fresh(),
    open: null,
    busy: "",
    exporting: false,
    away: false,
    returned: false,
    room: { whole: true, dropped: 0 }, // what this browser had no room for, of the open conversation and of earlier ones
  };
  keep.interrupted(site.conversation);

  const fill = (words, vars) => Object.entries(vars || {}).reduce((out, [key, value]) => out.replaceAll(`{${key}}`, () => value), words || "");
  site.t = (key, vars) => fill(site.words[site.language][key], vars);
  site.said = (language, key, vars) => fill(site.words[language === "zh" ? "zh" : "en"][key], vars);
  site.tongue = (words) => (/[\u3400-\u9fff]/.test(words) ? "zh" : "en");
  site.turns = () => site.conversation.turns;
  site.turn = (key) => site.turns().find((turn) => turn.key === key);
  site.cut = () => site.turns().slice(-1).find((turn) => turn.state === "interrupted" || turn.state === "error");
  site.original = (cited) => (site.overview.reports.find((report) => cited.passage.startsWith(`${report.id}/`)) || { original: "zh" }).original;
  // What was searched in vain: both languages, but of reports that have only one.
  site.searched = (turn) => {
    const read = site.overview.reports.filter((report) => !(turn.reports || []).length || turn.reports.includes(report.id));
    return read.length && read.every((report) => Object.values(report.kinds).includes("none")) ? "refused_alone" : "refused_searched";
  };
  site.unopened = () => Boolean(site.denied) || !site.overview.reports.length;
  site.offered = () => {
    const all = site.overview.reports;
    const some = all.filter((report) => site.within.includes(report.id));
    return some.length ? some : all;
  };
  site.reports = () => {
    const all = site.offered().map((report) => report.id);
    const chosen = all.filter((id) => site.conversation.reports.includes(id));
    return chosen.length ? chosen : all;
  };
  site.reader = (url) => {
    const [page, place] = (String(url).startsWith("/read/") ? url : "/chat/").split("#"); // a stored turn may name any address, javascript: too
    return `${page}?ui=${site.language}${site.theme ? `&theme=${site.theme}` : ""}${place ? `#${place}` : ""}`;
  };

  const host = speak(site);
  const talk = makeTalk(site);
  const panel = makePanel(site);
  const head = makeHead(site);
  const tip = popover(site);
  const veil = el("div", { class: "dz-veil", onclick: () => site.shut() });
  const stage = element.querySelector(".dz-app");
  let by = ""; // what opened the evidence, to go back to
  site.wide = () => matchMedia(WIDE).matches;

  site.say = talk.say;
  site.scope = head.scope;
  const draw = () => {
    stage.lang = site.language;
    document.documentElement.lang = site.language === "zh" ? "zh-CN" : "en";
    document.title = `${site.t("brand")} · ${site.t(site.offered().length > 1 ? "title_several" : "title_one")}`;
    head.draw();
    talk.draw();
    panel.draw();
  };
  site.draw = draw;

  const slid = (open) => {
    element.classList.toggle("dz-slid", open);
    panel.aside.inert = !open && !site.wide();
    for (const part of [head.bar, ...talk.parts]) part.inert = open && !site.wide(); // behind the veil
  };
  matchMedia(WIDE).addEventListener("change", () => slid(element.classList.contains("dz-slid")));

  // Evidence
  const at = (key, number) => `[data-turn="${key}"][data-number="${number}"]`;
  site.show = (key, number, stay) => {
    const active = document.activeElement;
    if (!stay) by = active && active.matches("[data-turn]") ? at(key, number) : "";
    site.open = { key, number };
    slid(true);
    talk.draw();
    panel.draw(true);
    const chip = stay && panel.aside.querySelector(".dz-numbers [aria-current]");
    if (chip) chip.focus({ preventScroll: true });
    const cited = talk.log.querySelector(at(key, number));
    const block = cited && (cited.closest(".dz-quote") || cited);
    if (block && !site.wide()) block.scrollIntoView({ block: "start" });
    const opened = ((site.turn(key) || {}).evidence || { citations: [] }).citations.find((one) => one.number === number);
    if (opened) host.citation(number, opened.passage);
  };
  // Opened by hand: with the keyboard, or where it is a sheet over the conversation, the focus goes along.
  site.visit = (event, link, key, number) => {
    link.focus({ preventScroll: true });
    site.show(key, number);
    if (event.detail === 0 || !site.wide()) panel.enter();
  };
  site.front = () => {
    by = ".dz-to-front";
    site.open = null;
    slid(true);
    talk.draw();
    panel.draw();
    panel.enter();
  };
  site.shut = () => {
    const narrow = !site.wide();
    if (narrow) slid(false);
    else site.open = null;
    talk.draw();
    panel.draw();
    back();
  };
  site.by = (key, number) => (by = at(key, number));
  const back = () => {
    const to = by && talk.log.querySelector(by);
    (to || talk.box).focus({ preventScroll: true });
  };
  element.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest(".dz-talk a.dz-marker") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    site.visit(event, link, link.dataset.turn, Number(link.dataset.number));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.dzTaken || event.defaultPrevented || event.isComposing) return;
    if (panel.aside.contains(document.activeElement)) {
      if (site.wide()) back();
      else site.shut();
    } else if (element.classList.contains("dz-slid") && !site.wide()) site.shut();
    else host.shut();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => host.look());
  // A link to the reading page carries the token while it is followed, so that the new tab is let in; it stands in no page.
  for (const type of ["click", "auxclick"]) element.addEventListener(type, (event) => {
    const link = event.target.closest ? event.target.closest("a[href^='/read/']") : null;
    if (!link || !door.token() || event.defaultPrevented) return;
    const [before, hash] = link.getAttribute("href").split("#");
    link.setAttribute("href", `${before}&pass=${encodeURIComponent(door.token())}${hash ? `#${hash}` : ""}`);
    setTimeout(() => link.setAttribute("href", hash ? `${before}#${hash}` : before));
  });

  // Asking
  const save = () => {
    const { whole, dropped } = keep.save(site.conversation, site.busy);
    const same = !dropped && whole === site.room.whole;
    site.room = { whole, dropped: site.room.dropped + dropped };
    if (!same) talk.compose();
  };
  const asking = makeAsking(site, { talk, draw, save, server, post, host });
  watch("value", () => asking.take(props.value));

  // Conversations
  const take = (conversation) => {
    if (site.busy) site.stop();
    site.conversation = conversation;
    site.open = null;
    site.returned = false;
    site.room = { whole: true, dropped: 0 };
    slid(false);
    draw();
    talk.rest();
  };
  site.begin = () => {
    if (site.busy) site.stop(); // before it is left: a turn that ends is saved
    keep.leave();
    take(keep.fresh());
  };
  site.reopen = (local) => {
    const found = keep.load(local);
    if (!found) return;
    take(keep.interrupted(found));
    save();
    talk.log.scrollTop = talk.log.scrollHeight;
  };
  site.remove = async (local, then) => {
    const open = local === site.conversation.local;
    const stored = keep.load(local);
    const remote = (open && site.conversation.remote) || (stored || {}).remote;
    const answered = (open ? site.conversation : stored || { turns: [] }).turns.some((turn) => keep.ANSWERED.includes(turn.state));
    const key = open ? site.busy : "";
    if (key) site.stop();
    keep.remove(local);
    if (open) {
      keep.leave();
      site.conversation = keep.fresh();
      site.open = null;
      draw();
    }
    then();
    const became = remote || key ? await server.forget({ conversation: remote || "", key }).catch(() => "failed") : "deleted";
    const told = { deleted: "history_deleted", unknown: answered ? "history_delete_unknown" : "history_deleted" };
    talk.say(site.t(told[became] || "history_delete_failed")); // a refusal is no word of the server's
  };
  // One conversation in several windows: what one of them adds is shown in the others, what one deletes is gone from all.
  keep.watchOthers((other) => {
    if (other.local !== site.conversation.local) return;
    keep.follow(site.conversation, site.busy, other);
    draw();
  }, (local) => {
    if (local !== site.conversation.local) return;
    if (site.busy) server.forget({ conversation: site.conversation.remote, key: site.busy }).catch(() => {}); // the other window doesn't know of it
    if (site.busy) site.stop(); // stored once more, which is undone below
    keep.drop(local);
    keep.leave();
    take(keep.fresh());
    talk.say(site.t("history_deleted"));
  });
  site.choose = (ids) => {
    site.conversation.reports = ids.length === site.offered().length ? [] : ids;
    if (site.turns().length) save();
    draw();
  };
  site.limit = (ids) => {
    site.within = ids;
    site.conversation.reports = [];
  };
  exporting(site, { server, talk });
  site.feedback = async (turn, given) => {
    const conversation = site.conversation; // another one may be open when the server has answered
    const at = () => conversation.turns.findIndex((one) => one.key === turn.key); // another window may have added some before it
    const number = at() + 1;
    const same = turn.feedback && turn.feedback.up === given.up && !given.reason;
    const feedback = same ? { up: null } : { ...given };
    const draws = () => {
      const place = at();
      if (place < 0) return;
      conversation.turns[place] = { ...conversation.turns[place], feedback };
      if (conversation === site.conversation) save();
      talk.draw();
    };
    draws();
    const { up, reason = "", note = "" } = feedback;
    const stored = site.keeps && (await server.feedback({ conversation: conversation.remote, number, up, reason, note }).catch(() => false));
    const now = (conversation.turns[at()] || {}).feedback;
    if (now !== feedback) return; // another one was given since
    if (same) feedback.told = site.keeps && !stored ? "feedback_back_failed" : "";
    else if (up || reason) feedback.told = !site.keeps ? "thanks_here" : stored ? "thanks_kept" : "thanks_failed";
    draws();
    if (same || feedback.told) talk.say(site.t(feedback.told || "feedback_back"));
  };
  // Language and theme, in place
  site.speak = (language) => {
    site.language = language;
    keep.set("language", language);
    draw();
    host.look();
  };
  site.dark = () => (site.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  site.focus = () => {
    if (talk.log.inert) panel.enter();
    else (talk.box.offsetParent ? talk.box : talk.log.querySelector("a, button") || talk.log).focus({ preventScroll: true });
  };
  site.dress = (theme) => {
    site.theme = theme;
    keep.set("theme", theme);
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    draw();
    talk.say(site.t(`theme_${theme || "auto"}`));
    host.look();
  };

  // The reports, from the page itself or, where one has to be let in first, from the server; then what was asked before.
  site.enter = async () => {
    const shut = site.unopened();
    site.denied = "";
    draw();
    const now = await server.overview({ version: site.overview.version }).catch(() => null);
    if (now && now.reports) site.overview = now;
    else if (!now && site.unopened()) site.denied = site.denied || "failed";
    draw();
    if (shut && !site.unopened()) asking.resume();
    host.next();
  };
  window.addEventListener("dz-refused", ({ detail }) => {
    if (detail.status !== 401) return;
    site.denied = door.tokened ? "ended" : "login";
    draw();
  });

  stage.replaceChildren(head.bar, talk.pane, veil, panel.aside, tip.box);
  slid(false);
  if (props.overview && props.overview.reports) site.overview = props.overview;
  const last = site.turns().slice(-1)[0];
  if (last && last.evidence && last.evidence.kind && site.wide()) site.open = { key: last.key, number: last.evidence.kind === "citations" ? 1 : 0 };
  draw();
  if (last) talk.log.scrollTop = talk.log.scrollHeight;
  asking.resume();
  if (site.wide() && !place.framed) site.focus();
  host.ready();
  host.look();
  site.enter();
};
