// Where conversations live: this browser's storage. Where a frame has none, the tab's own history state, which a reload survives.
const LIST = "duizhao.conversations";
const ONE = "duizhao.conversation.";
const OPEN = "duizhao.open";
const GONE = "duizhao.deleted"; // the conversation that was deleted last: tells other windows that have it open
export const MOST = 50; // conversations, the latest
export const AT_WORK = ["reading", "writing"];
const UNFINISHED = [...AT_WORK, "interrupted"]; // what another window may have the end of
export const ANSWERED = ["answered", "low", "refused", "said", "stopped"]; // what a server that keeps has a copy of

const TRY = "duizhao.try";

const storage = (() => {
  try {
    localStorage.setItem(TRY, "1");
    localStorage.removeItem(TRY);
    return localStorage;
  } catch {
    return null;
  }
})();

export const kept = storage !== null;

const read = (place, key, otherwise) => {
  try {
    const value = JSON.parse(place.getItem(key));
    return value === null ? otherwise : value;
  } catch {
    return otherwise;
  }
};

const write = (place, key, value) => {
  try {
    place.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
};

// An entry as it was, null for none.
const put = (key, held) => {
  try {
    if (held === null) storage.removeItem(key);
    else storage.setItem(key, held);
  } catch {
    // another window has taken the room
  }
};

// Is there room for so many characters more?
const room = (size) => {
  try {
    storage.setItem(TRY, "x".repeat(Math.max(0, size - TRY.length)));
    storage.removeItem(TRY);
    return true;
  } catch {
    return false;
  }
};

export const setting = (name) => {
  try {
    return (storage && storage.getItem(`duizhao.${name}`)) || "";
  } catch {
    return "";
  }
};

export const set = (name, value) => {
  try {
    if (storage && value) storage.setItem(`duizhao.${name}`, value);
    else if (storage) storage.removeItem(`duizhao.${name}`);
  } catch {
    // full or denied: it counts for this page
  }
};

export const fresh = () => ({ local: name(), remote: "", turns: [], reports: [] });

export const name = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// Earlier conversations, the latest first: {local, title, when, turns}.
export const list = () => {
  const rows = storage ? read(storage, LIST, []) : [];
  return Array.isArray(rows) ? rows.filter((row) => row && typeof row.local === "string" && typeof row.title === "string") : [];
};

export const load = (local) => noticed(stored(local));

const stored = (local) => valid(storage ? read(storage, ONE + local, null) : null);

// Several windows may have one conversation open. Turns that this window has had: what is stored and was never here, another window has added.
const known = new Set();
const noticed = (conversation) => {
  if (conversation) for (const turn of conversation.turns) known.add(turn.key);
  return conversation;
};

// What was in work when its window was closed, or left for another conversation, has no end.
export const interrupted = (conversation) => {
  for (const turn of conversation.turns) if (AT_WORK.includes(turn.state)) turn.state = "interrupted";
  return conversation;
};

// Before a conversation is stored: what another window has added or finished since is taken in, before what this one adds; what it had in work and has dropped is gone.
const takeIn = (conversation, busy) => {
  const other = stored(conversation.local);
  const theirs = new Map(other ? other.turns.map((turn) => [turn.key, turn]) : []);
  const turns = conversation.turns.filter((turn) => turn.key === busy || theirs.has(turn.key) || !AT_WORK.includes(turn.state));
  turns.forEach((turn, place) => {
    const same = theirs.get(turn.key);
    if (same && UNFINISHED.includes(turn.state) && !UNFINISHED.includes(same.state)) turns[place] = same;
  });
  const own = turns.findIndex((turn) => !theirs.has(turn.key));
  turns.splice(own < 0 ? turns.length : own, 0, ...[...theirs.values()].filter((turn) => !known.has(turn.key)));
  conversation.turns = turns;
  conversation.remote = conversation.remote || (other ? other.remote : "");
  return noticed(conversation);
};

// What another window has stored of the conversation is what there is, but for the turn that is in work here. Turns that are the same stay the very ones that they were.
export const follow = (conversation, busy, other) => {
  const had = new Map(conversation.turns.map((turn) => [turn.key, turn]));
  const own = had.get(busy);
  const turns = other.turns.map((turn) => (turn.key === busy || JSON.stringify(had.get(turn.key)) === JSON.stringify(turn) ? had.get(turn.key) : turn));
  if (own && !turns.includes(own)) turns.push(own);
  conversation.turns = turns;
  conversation.remote = conversation.remote || other.remote;
  return noticed(conversation);
};

// Calls `changed` with a conversation that another window has stored, `deleted` with the name of one that it has deleted.
export const watchOthers = (changed, deleted) => addEventListener("storage", (event) => {
  if (event.storageArea !== storage || !event.key || !event.newValue) return;
  if (event.key === GONE) deleted(event.newValue);
  else if (event.key.startsWith(ONE)) {
    const other = stored(event.key.slice(ONE.length));
    if (other) changed(other);
  }
});

const valid = (held) => {
  if (!held || typeof held.local !== "string" || !Array.isArray(held.turns)) return null;
  const turns = held.turns.filter((turn) => turn && typeof turn.question === "string" && typeof turn.state === "string" && typeof turn.key === "string");
  return { local: held.local, remote: String(held.remote || ""), turns, reports: Array.isArray(held.reports) ? held.reports : [] };
};

// Would there be room for a conversation without all the others? Where something else fills the storage, none of them goes in vain.
const enough = (conversation, rows) => {
  const [own, ...others] = rows.map((row) => ONE + row.local);
  const taken = (key) => (storage.getItem(key) === null ? 0 : key.length + storage.getItem(key).length);
  const needed = own.length + JSON.stringify(conversation).length + LIST.length + JSON.stringify(rows.slice(0, 1)).length;
  const short = needed - [own, LIST, ...others].reduce((sum, key) => sum + taken(key), 0);
  return short <= 0 || room(short);
};

// `busy` is the turn that is in work in this window. A conversation without turns is none, and no longer stored.
// Says what storage had no room for: `whole`, is the conversation stored as it is now; `dropped`, how many of the earliest others made room for it.
export const save = (conversation, busy) => {
  try {
    sessionStorage.setItem(OPEN, conversation.local);
  } catch {
    history.replaceState({ ...(history.state || {}), duizhao: conversation }, "");
  }
  const nothing = { whole: true, dropped: 0 };
  if (!storage) return nothing;
  takeIn(conversation, busy);
  if (!conversation.turns.length) {
    remove(conversation.local);
    return nothing;
  }
  const row = { local: conversation.local, title: conversation.turns[0].question.slice(0, 200), when: Date.now(), turns: conversation.turns.length };
  const rows = [row, ...list().filter((other) => other.local !== row.local)];
  const own = ONE + row.local;
  const before = storage.getItem(own);
  const given = [];
  const give = (old) => {
    given.push([ONE + old.local, storage.getItem(ONE + old.local)]);
    storage.removeItem(ONE + old.local);
  };
  rows.splice(MOST).forEach(give);
  const over = given.length;
  const fits = () => write(storage, own, conversation) && write(storage, LIST, rows);
  let whole = fits();
  const some = !whole && rows.length > 1 && enough(conversation, rows);
  while (!whole && some && rows.length > 1) {
    give(rows.pop());
    whole = fits();
  }
  if (!whole && given.length) {
    put(own, before); // all as it was: the list still has them
    given.forEach(([key, held]) => put(key, held));
  }
  return { whole, dropped: whole ? given.length - over : 0 };
};

export const drop = (local) => {
  if (!storage) return;
  storage.removeItem(ONE + local);
  write(storage, LIST, list().filter((row) => row.local !== local));
};

// The same, and other windows that have it open let go of it.
export const remove = (local) => {
  drop(local);
  try {
    if (storage) storage.setItem(GONE, local);
  } catch {
    // full: other windows are not told
  }
};

// The conversation that this tab had open, after a reload; or the latest, for who comes back from a reading page.
export const reopened = () => {
  const back = location.hash === "#back";
  if (back) history.replaceState(history.state, "", location.pathname + location.search);
  try {
    const local = sessionStorage.getItem(OPEN) || (back && (list()[0] || {}).local);
    return local ? load(local) : null;
  } catch {
    return valid((history.state || {}).duizhao);
  }
};

export const leave = () => {
  try {
    sessionStorage.removeItem(OPEN);
  } catch {
    history.replaceState({ ...(history.state || {}), duizhao: null }, "");
  }
};

// A mark of this tab's, or its draft, for after a reload: puts the new one down, gives the one that was there.
export const mark = (key, value) => {
  const name = `duizhao.${key}`;
  try {
    const before = sessionStorage.getItem(name) || "";
    if (value) sessionStorage.setItem(name, value);
    else sessionStorage.removeItem(name);
    return before;
  } catch {
    const before = (history.state || {})[name] || "";
    history.replaceState({ ...(history.state || {}), [name]: value }, "");
    return before;
  }
};
