// A conversation as a Markdown file. The server makes it in pieces: a long conversation is more than it takes at once, and what it no longer holds is answered anew.
import { el } from "./dom.js";
import { AT_WORK } from "./keep.js";

const TURNS = 20; // of one piece, so that a piece takes seconds where all of its answers are made anew
const BYTES = 60000; // of one piece's questions; the server takes 128 KiB in all
export const EARLIER = 20; // questions before a question or a piece, which they may follow up: the server takes as many
const LEFT_OUT = [...AT_WORK, "error"];
const measure = new TextEncoder();

const sizeOf = (one) => measure.encode(JSON.stringify(one)).length;

// The latest of these that are small enough together.
export const latest = (questions, most, bytes) => {
  const kept = [];
  let size = 0;
  for (const question of questions.slice(-most).reverse()) {
    size += sizeOf(question);
    if (size > bytes) break;
    kept.unshift(question);
  }
  return kept;
};

const pieces = (turns) => {
  const out = [];
  let size = 0;
  for (const turn of turns) {
    const own = sizeOf(turn);
    if (!out.length || out[out.length - 1].length === TURNS || size + own > BYTES) {
      out.push([]);
      size = 0;
    }
    out[out.length - 1].push(turn);
    size += own;
  }
  return out;
};

// The whole conversation as Markdown; null where a piece could not be had.
const written = async (site, server) => {
  const turns = site.turns().filter((turn) => !LEFT_OUT.includes(turn.state)).map((turn) => ({ question: turn.question, reports: turn.reports || [], stopped: turn.state === "stopped" }));
  const told = { conversation: site.conversation.remote, language: site.language, base: location.origin };
  const out = [];
  let first = 1;
  for (const piece of turns.length ? pieces(turns) : [[]]) {
    const earlier = latest(turns.slice(0, first - 1).map((turn) => turn.question), EARLIER, BYTES / 2);
    const words = await server.export({ ...told, turns: piece, first, after: turns.length - piece.length - first + 1, earlier }).catch(() => null);
    if (!words) return null;
    out.push(words);
    first += piece.length;
  }
  return out.join("\n");
};

export const exporting = (site, { server, talk }) => {
  site.export = async () => {
    if (site.exporting) return;
    site.exporting = true;
    talk.calm();
    talk.say(site.t("exporting"));
    const words = await written(site, server);
    site.exporting = false;
    if (!words) return talk.complain("export");
    talk.say(site.t("exported"));
    const address = URL.createObjectURL(new Blob([words], { type: "text/markdown;charset=utf-8" }));
    const link = el("a", { href: address, download: `${site.t("export_name")}-${new Date().toISOString().slice(0, 10)}.md` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
};
