// Asking: a question goes to the server, pictures of its turn come back; whether the server is there is looked at while one waits.
import { EARLIER, latest } from "./export.js";
import * as keep from "./keep.js";
import { searchedFor } from "./turn.js";

const FINISHED = ["answered", "low", "refused", "said", "stopped", "interrupted"];
const PULSE = 2000; // milliseconds between two looks whether the server is there, while it is waited for
const SILENCE = 45000; // milliseconds without a word from a server that is there, after which a question counts as lost
const BYTES = 90000; // of the earlier questions that go with one: the server takes 128 KiB in all

// An answer as it is read aloud: what is shown of it, in the same order, its doubt and its notices too; with the numbers of its evidence, without addresses.
const spoken = (site, turn) => {
  const words = (key) => site.said(turn.language, key);
  const lead = { low: () => [words("low"), words("low_closest")], refused: () => (turn.searched ? [words("refused"), words(site.searched(turn))] : [turn.lead]) }[turn.state] || (() => [turn.lead]);
  const notices = turn.state === "said" ? [] : turn.notices || [];
  const first = (notice) => turn.state !== "refused" && searchedFor(notice);
  const blocks = (turn.blocks || []).map((block) => (block.kind === "quote" ? `${block.aside} ${block.text} [${block.number}]` : block.parts.map((part) => part.text || `[${part.number}]`).join("")));
  const told = (some) => some.map((notice) => notice.text);
  return [...told(notices.filter(first)), ...lead(), ...blocks, ...told(notices.filter((notice) => !first(notice)))].join(" ").replace(/\s+/g, " ").trim();
};

export const asking = (site, { talk, draw, save, server, post, host }) => {
  let pending = 0;
  let pulse = 0;
  let heard = 0; // when the last picture came
  let broken = false; // Gradio's stream is lost, and it opens no other one before the page is loaded anew
  const set = (turn, picture) => {
    const place = site.turns().indexOf(turn);
    const made = { key: turn.key, question: turn.question, reports: turn.reports, feedback: turn.feedback, ...picture };
    site.turns()[place] = made;
    return made;
  };

  site.ask = (question, again, hosted) => {
    if (site.busy || site.away || site.unopened()) return;
    const earlier = site.turns().filter((turn) => FINISHED.includes(turn.state)).map((turn) => turn.question);
    const reports = again ? again.reports || [] : site.reports().length < site.overview.reports.length ? site.reports() : [];
    const turn = { key: keep.name(), question, reports, state: "reading", language: site.tongue(question), reading: [] };
    site.turns().push(turn);
    site.busy = turn.key;
    site.returned = false;
    if (!again && !hosted) talk.write("");
    save();
    draw();
    talk.toTurn(turn.key);
    talk.say(site.said(turn.language, "waiting"));
    if (broken) {
      keep.mark("resend", turn.key);
      host.resend(hosted);
      location.reload();
      return;
    }
    pending += 1;
    heard = performance.now();
    post({ conversation: site.conversation.remote, key: turn.key, question, number: site.turns().length, earlier: latest(earlier, EARLIER, BYTES), reports, base: location.origin });
    clearInterval(pulse);
    pulse = setInterval(look, PULSE);
    if (!hosted && (talk.box.matches(":focus") || site.wide())) talk.rest();
    else if (!hosted && document.activeElement === document.body) talk.log.querySelector(`[data-turn="${turn.key}"] .dz-question`).focus({ preventScroll: true }); // the button is gone
  };
  site.again = (turn, hosted) => {
    if (site.busy || site.away || site.unopened()) return;
    const there = site.overview.reports.map((report) => report.id);
    if ((turn.reports || []).length && !turn.reports.some((id) => there.includes(id))) return talk.complain("gone"); // its answer stays
    talk.calm();
    const last = site.turns().slice(-1)[0];
    if (last && last.key === turn.key) site.turns().pop();
    if (site.open && site.open.key === turn.key) site.open = null;
    site.ask(turn.question, turn, hosted);
  };
  site.stop = () => {
    const turn = site.turn(site.busy);
    server.stop({ key: site.busy }).catch(() => {});
    if (turn) end(set(turn, { ...turn, state: "stopped" }));
    talk.rest();
  };

  const end = (turn) => {
    site.busy = "";
    host.answer(turn);
    clearInterval(pulse);
    save();
    const evidence = turn.evidence && turn.evidence.kind;
    if (site.wide() && evidence && turn.state !== "low") site.open = { key: turn.key, number: evidence === "citations" ? turn.evidence.citations[0].number : 0 };
    else if (site.wide() && turn.state !== "stopped") site.open = null;
    site.by(turn.key, 1);
    draw();
    const told = { error: () => "", stopped: () => site.t("stopped"), interrupted: () => site.t("interrupted") };
    talk.say((told[turn.state] || (() => spoken(site, turn) || site.t("answered")))());
  };

  const take = (picture) => {
    const turn = picture && site.turn(picture.key);
    if (!turn || site.busy !== picture.key) return;
    heard = performance.now();
    if (picture.conversation && !site.conversation.remote) {
      site.conversation.remote = picture.conversation;
      save();
    }
    if (picture.state === "fault") {
      site.turns().splice(site.turns().indexOf(turn), 1);
      site.busy = "";
      clearInterval(pulse);
      host.answer({ ...turn, state: "error" });
      save(); // it was stored while it was read
      draw();
      talk.complain(picture.code, picture.question);
      return;
    }
    const made = set(turn, picture);
    if (picture.state === "reading" && picture.reading.length) talk.say(site.said(made.language, "reading", { count: picture.reading.length }));
    if (keep.AT_WORK.includes(picture.state)) talk.draw();
    else end(made);
  };
  window.addEventListener("dz-ended", () => {
    pending = Math.max(0, pending - 1);
    const key = site.busy;
    if (!pending && key) setTimeout(() => site.busy === key && !site.away && fail("failed"), 800); // ended without an answer
  });
  // A question that the server does not take: Gradio says nothing more of it, and its stream is as it was. Or the stream is refused that would bring the answer.
  window.addEventListener("dz-refused", ({ detail: { path, status, code, wait } }) => {
    if (!site.busy) return;
    if (path.endsWith("/queue/data")) fail(status === 401 ? "entry" : "busy", wait);
    if (!path.endsWith("/queue/join")) return;
    pending = Math.max(0, pending - 1);
    const known = { 401: "entry", 403: "origin", 429: ["daily", "address"].includes(code) ? code : "limit", 503: "busy" };
    fault(known[status] || "failed", wait);
  });
  const fault = (code, wait) => {
    const turn = site.turn(site.busy);
    if (turn) end(set(turn, { state: "error", code, wait, language: turn.language }));
  };
  const fail = (code = "busy", wait = 0) => {
    broken = true;
    fault(code, wait);
  };

  // Does the process live? Looked at while an answer is waited for, and until it is back. A server that stops lives, and finishes the answer;
  // whoever refuses the look (a proxy that keeps addresses for machines to itself) is there as well, one that has nobody behind it says 502 or 504.
  const there = async () => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), 5000);
    try {
      const reply = await fetch("/healthz", { cache: "no-store", signal: limit.signal });
      return reply.status < 500;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  };
  const look = async () => {
    const here = await there();
    if (here && site.busy && performance.now() - heard > SILENCE) fail();
    if (here && site.away) {
      clearInterval(pulse);
      if (broken) return location.reload();
      site.away = false;
      site.returned = true;
      keep.mark("away", "");
      talk.say(site.t("online"));
      draw();
      host.next();
    } else if (!here && !site.away) lose();
  };
  const lose = () => {
    const turn = site.turn(site.busy);
    broken = broken || Boolean(turn);
    site.busy = "";
    site.away = true;
    site.returned = false;
    keep.mark("away", "1");
    if (turn) host.answer(set(turn, { ...turn, state: "interrupted" }));
    save();
    clearInterval(pulse);
    pulse = setInterval(look, PULSE);
    draw();
    talk.say(site.t("offline"));
  };
  // A window that is closed in the middle of an answer says so to others that have the conversation open.
  window.addEventListener("pagehide", ({ persisted }) => {
    const turn = persisted ? null : site.turn(site.busy);
    if (!turn) return;
    set(turn, { ...turn, state: "interrupted" });
    save();
  });
  window.addEventListener("offline", () => there().then((here) => here || site.away || lose()));
  window.addEventListener("online", () => site.away && look());

  // After the page was loaded anew: because the server is back, or to ask again on a sound stream.
  const resume = () => {
    if (keep.mark("away", "")) site.returned = true;
    if (site.unopened()) return talk.compose(); // and again when the reports are there
    const last = site.turns().slice(-1)[0];
    if (last && last.key === keep.mark("resend", "")) site.again(last, host.resent());
    else talk.compose();
    host.resumed(site.busy);
  };
  return { take, resume };
};
