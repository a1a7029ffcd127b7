// "Check this entry": the browser fetches the public log itself and computes everything anew. The page
// is complete without this file; every sentence stands in it already, the script decides which shows.
import * as formats from "./log-formats.js";
import { continues, includes, tilePath, Tree, widthIn } from "./log-tree.js";

const page = document.querySelector("[data-check]");
const HOUR = 3_600_000; // milliseconds
const MEMORY = "clef-log"; // one log a site, whatever it calls itself

/** The log could not be asked, which says nothing about it. */
class Away extends Error {}

// What the page shows is what is checked.

const shown = (name) => document.querySelector(`[data-${name}]`).textContent;
const shownEvent = () =>
  [...document.querySelectorAll("[data-member]")].map((one) => [one.dataset.member, one.textContent]);

// The public log, asked as anybody would ask: without a session, past every cache.

async function ask(path) {
  let answer;
  try {
    answer = await fetch(`/log/${path}`, { credentials: "omit", cache: "no-store" });
  } catch {
    throw new Away(path);
  }
  if (answer.status === 404) {
    throw new formats.Malformed(`nothing at /log/${path}`);
  }
  if (!answer.ok) {
    throw new Away(`${path}: ${answer.status}`);
  }
  return new Uint8Array(await answer.arrayBuffer());
}

const askText = async (path) => new TextDecoder().decode(await ask(path));

// What this browser knows from before: the key, and the largest tree it found sound.

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY));
  } catch {
    return null;
  }
}

function remember(what) {
  try {
    localStorage.setItem(MEMORY, JSON.stringify({ ...remembered(), ...what }));
  } catch {
    // A browser that keeps nothing begins anew each time.
  }
}

// The steps. Each answers with its state and a line for those who know what it means.

const good = (detail = "") => ({ state: "good", detail });
const bad = (detail = "") => ({ state: "bad", detail });
const verdict = (fits, detail) => (fits ? good(detail) : bad(detail));
const short = (bytes) => formats.base64(bytes);

const steps = {
  /** What is shown, under the key of the entry, is what the leaf commits to. */
  async event() {
    const leaf = formats.parseLeaf(formats.ofBase64(shown("leaf")));
    const members = shownEvent();
    const key = formats.ofBase64(shown("event-key"));
    const made = await formats.commit(key, formats.canonical(members));
    const time = new Map(members).get("time");
    const onTime = new Date(time).getTime() === leaf.time.getTime();
    return verdict(formats.same(made, leaf.event) && onTime, `HMAC-SHA-256 = ${short(made)}`);
  },

  /** The key this needs never leaves the server: with it all entries of the person could be found. */
  async person() {
    return { state: "unknown", detail: "" };
  },

  /** The bundle that everybody can read has this entry at its place. */
  async published(known) {
    const { index } = known.proof;
    const bundle = Math.floor(index / 256);
    const width = widthIn(known.head.size, 0, bundle);
    const path = tilePath("entries", bundle, width);
    const entry = formats.entryOf(await ask(path), width, index % 256);
    const leaf = formats.ofBase64(shown("leaf"));
    return verdict(entry && formats.same(entry, leaf), path);
  },

  /** From the entry up through the tiles to the root of the newest checkpoint. */
  async included(known) {
    const { index } = known.proof;
    const leaf = await formats.leafHash(formats.ofBase64(shown("leaf")));
    const path = await known.tree.path(index);
    const fits =
      (await includes(index, known.head.size, path, leaf, known.head.root)) &&
      (await known.tree.agrees(index, leaf));
    return verdict(fits, `${index} / ${known.head.size}: ${short(known.head.root)}`);
  },

  /** The receipt holds by itself, and the log of today continues that of the receipt. */
  async receipt(known) {
    const { index, path, note } = known.proof;
    const then = formats.parseCheckpoint(note.text);
    const leaf = await formats.leafHash(formats.ofBase64(shown("leaf")));
    const fits =
      then.origin === known.head.origin &&
      (await includes(index, then.size, path, leaf, then.root)) &&
      (!known.ed25519 || (await formats.isSignedBy(note, known.signer))) &&
      (await extended(known, then)) &&
      (await extended(known, known.shownHead));
    const age = Date.now() - formats.parseLeaf(formats.ofBase64(shown("leaf"))).time.getTime();
    // Witnesses that are slow for an hour, or a log that was cut back: that cannot be told from here.
    const state = fits && known.ahead && age > HOUR ? "away" : verdict(fits).state;
    return { state, detail: `${then.size} → ${known.shownHead.size}` };
  },

  /** The newest checkpoint is signed, by the key remembered where that still signs. */
  async signed(known) {
    const fits = known.head.origin === known.signer.name;
    if (!known.ed25519) {
      return fits ? { state: "unknown", detail: "Ed25519" } : bad(known.head.origin);
    }
    const signed =
      (await formats.isSignedBy(known.note, known.signer)) &&
      (await formats.isSignedBy(known.published, known.signer));
    return verdict(fits && signed, known.signer.vkey);
  },

  /** The key is that of the last time. */
  async key(known) {
    if (!known.before) {
      return { state: "first", detail: known.key.vkey };
    }
    const same = known.before.vkey === known.key.vkey;
    return same
      ? good(known.key.vkey)
      : { state: "warn", detail: `${known.before.vkey} → ${known.key.vkey}` };
  },

  /** Whatever was in the log at the last check is still in it, unchanged. */
  async kept(known) {
    const then = known.before;
    if (!then?.root) {
      return { state: "first", detail: "" };
    }
    const old = { size: then.size, root: formats.ofBase64(then.root) };
    const fits = then.size <= known.shownHead.size && (await extended(known, old));
    // A log that goes on under another name, which the key says, may have lost what it had after a backup.
    const state = known.renamed && !fits ? "warn" : verdict(fits).state;
    return { state, detail: `${then.size} → ${known.shownHead.size}` };
  },
};

async function extended(known, then) {
  if (then.size > known.head.size) {
    return false; // it shrank
  }
  const path = await known.tree.growth(then.size);
  return continues(then.size, known.head.size, path, then.root, known.head.root);
}

/** What all steps need: the newest checkpoint, the key, the receipt, what is remembered. */
async function gather() {
  const proof = formats.parseProof(shown("proof"));
  const published = formats.parseNote(await askText("checkpoint"));
  const shownHead = formats.parseCheckpoint(published.text);
  const receiptHead = formats.parseCheckpoint(proof.note.text);
  // A log waits for its witnesses before it shows what it has signed; a receipt may be ahead of them.
  const ahead = receiptHead.size > shownHead.size;
  const note = ahead ? proof.note : published;
  const head = ahead ? receiptHead : shownHead;
  const key = await formats.parseKey((await askText("key")).split("\n")[0]);
  const before = remembered();
  const old = before ? await formats.parseKey(before.vkey) : key;
  const signs = note.signatures.some((one) => one.name === old.name && one.id === old.id);
  return {
    note,
    head,
    published,
    shownHead,
    ahead,
    key,
    before,
    signer: signs ? old : key,
    ed25519: await formats.knowsEd25519(key),
    proof,
    renamed: before !== null && old.name !== head.origin,
    tree: new Tree(head.size, ask),
  };
}

// The page

function show(step, { state, detail = "" }) {
  step.dataset.state = state;
  step.querySelector("[data-detail]").textContent = detail;
}

async function outcome(run) {
  try {
    return await run();
  } catch (problem) {
    if (problem instanceof formats.Malformed) {
      return bad(problem.message);
    }
    // Not the log's fault as far as anybody can tell: not reached, or a defect of this script.
    return { state: "away", detail: problem.message };
  }
}

async function check() {
  const list = [...page.querySelectorAll("[data-step]")];
  const progress = page.querySelector("progress");
  const again = page.querySelector("[data-again]");
  again.disabled = true;
  page.dataset.state = "working";
  progress.max = list.length;
  progress.value = 0;
  list.forEach((step) => show(step, { state: "waiting" }));
  let known;
  const gathered = await outcome(async () => {
    known = await gather();
    return good();
  });
  const states = {};
  for (const step of list) {
    show(step, { state: "working" });
    const name = step.dataset.step;
    const needsLog = name !== "event" && name !== "person";
    const result = needsLog && !known ? gathered : await outcome(() => steps[name](known));
    states[name] = result.state;
    show(step, result);
    progress.value++;
  }
  conclude(states, known, list);
  again.disabled = false;
}

function conclude(states, known, list) {
  const all = Object.values(states);
  const failed = list.filter((step) => states[step.dataset.step] === "bad");
  const names = failed.map((step) => step.querySelector("[data-name]").textContent);
  page.querySelector("[data-failed]").replaceChildren(
    ...names.map((name) => Object.assign(document.createElement("li"), { textContent: name })),
  );
  if (failed.length > 0) {
    page.dataset.state = "bad";
  } else if (all.includes("away")) {
    page.dataset.state = "away";
  } else if (states.key === "warn") {
    page.dataset.state = "warn";
  } else {
    page.dataset.state = states.signed === "unknown" ? "partly" : "good";
  }
  // Only what was found sound is remembered, and a key once remembered is never replaced unasked.
  if (page.dataset.state === "good") {
    const { size, root } = known.shownHead;
    remember({ vkey: known.key.vkey, size, root: formats.base64(root) });
  }
  const trust = page.querySelector("[data-trust]");
  trust.hidden = page.dataset.state !== "warn";
  trust.onclick = () => {
    // What is remembered of a log of another name says nothing about this one.
    const anew = known.renamed ? { size: undefined, root: undefined } : {};
    remember({ vkey: known.key.vkey, ...anew });
    check();
  };
}

if (globalThis.crypto?.subtle) {
  page.hidden = false;
  document.querySelector("[data-no-scripts]").hidden = true;
  page.querySelector("[data-again]").addEventListener("click", check);
  check();
}
