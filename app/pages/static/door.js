// The way to the server: every call of this page carries what lets it in, a token and a visitor's id. Gradio's calls too: all of them, streams included, go through fetch.
// The token comes in the address's fragment, which no server sees, and leaves it at once; the visitor's id comes from the server, where a frame has no cookies.
const TOKEN = "X-Duizhao-Token";
const VISITOR = "X-Duizhao-Visitor";
const STATE = "duizhao.visitor";
const SHAPE = /^[\w.~+/=-]{1,4096}$/;
const framed = window.parent !== window;

const fragment = () => {
  const found = new URLSearchParams(location.hash.slice(1)).get("token");
  if (found === null) return "";
  history.replaceState(history.state, "", location.pathname + location.search);
  return SHAPE.test(found) ? found : "";
};

// In a frame the id outlives a reload: in storage where there is some, else in the tab's history state. A page of its own has a cookie.
const remembered = () => {
  if (!framed) return "";
  try {
    return localStorage.getItem(STATE) || "";
  } catch {
    return (history.state || {})[STATE] || "";
  }
};
const remember = (id) => {
  visitor = id;
  if (!framed) return;
  try {
    localStorage.setItem(STATE, id);
  } catch {
    history.replaceState({ ...(history.state || {}), [STATE]: id }, "");
  }
};

let token = fragment();
let visitor = remembered();
let renewing = null;
let met = null; // the page's first call, whose reply may name the visitor: others wait for it, or each would be given an id of its own

export const door = {
  tokened: Boolean(token), // was there ever one?
  renew: null, // set by the frame mode: a promise of a new token, "" where there is none to be had
  token: () => token,
  take: (given) => {
    token = typeof given === "string" && SHAPE.test(given) ? given : "";
    door.tokened = door.tokened || Boolean(token);
  },
};

// A token that was refused is asked for anew, by one call for all that wait.
const renewed = async (refused) => {
  if (!door.renew || token !== refused) return token !== refused;
  renewing = renewing || door.renew().finally(() => (renewing = null));
  door.take(await renewing);
  return Boolean(token) && token !== refused;
};

const tell = async (reply, path) => {
  const problem = (reply.headers.get("content-type") || "").includes("problem+json") ? await reply.clone().json().catch(() => ({})) : {};
  const wait = Number(reply.headers.get("retry-after")) || 0;
  window.dispatchEvent(new CustomEvent("dz-refused", { detail: { path, status: reply.status, code: String(problem.code || ""), wait } }));
};

const plain = window.fetch.bind(window);
const carry = async (input, options) => {
  const request = input instanceof Request ? input : null;
  const address = new URL(request ? request.url : input, document.baseURI);
  if (address.origin !== location.origin) return plain(input, options);
  const send = async () => {
    const [with_token, with_visitor] = [token, visitor];
    const headers = new Headers((options && options.headers) || (request ? request.headers : undefined));
    if (with_token) headers.set(TOKEN, with_token);
    if (with_visitor) headers.set(VISITOR, with_visitor);
    const reply = await plain(request ? request.clone() : input, { ...options, headers });
    const given = reply.headers.get(VISITOR);
    if (given && SHAPE.test(given) && visitor === with_visitor) remember(given);
    return [reply, with_token];
  };
  const calls = /^\/(chat\/gradio_api|api|v1)\//.test(address.pathname);
  if (calls && met) await met.catch(() => {});
  const sent = send();
  if (calls) met = met || sent;
  let [reply, used] = await sent;
  if (reply.status === 401 && (await renewed(used))) [reply] = await send();
  if (reply.status >= 400) await tell(reply, address.pathname);
  return reply;
};
window.fetch = carry;
