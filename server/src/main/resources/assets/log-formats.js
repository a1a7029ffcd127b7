// What stands in the log and beside it, as bytes: what the program for auditors does, done again by
// the browser, step by step beside the specifications (RFC 6962, c2sp.org signed-note, tlog-checkpoint,
// tlog-proof). SHA-256, HMAC and Ed25519 are the browser's own. Nothing here touches a page.
export const HASH = 32;
const LEAF = 73;
const HEADER = "c2sp.org/tlog-proof@v1";
const DASH = "— ";

/** Something has not the form it must have. */
export class Malformed extends Error {}

export const must = (fits, what) => {
  if (!fits) {
    throw new Malformed(what);
  }
};

// Bytes

export const utf8 = (text) => new TextEncoder().encode(text);
export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** Standard base64 in its one spelling: padded, no stray bits, no spaces. */
export function ofBase64(text) {
  let raw = "";
  try {
    raw = atob(text);
  } catch {
    throw new Malformed("not base64");
  }
  must(btoa(raw) === text, "not canonical base64");
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

const hashOf = (text) => {
  const bytes = ofBase64(text);
  must(bytes.length === HASH, "a hash has 32 bytes");
  return bytes;
};

export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function compare(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) {
      return a[i] - b[i];
    }
  }
  return a.length - b.length;
}

export const same = (a, b) => compare(a, b) === 0;

function decimal(text, what) {
  must(/^(0|[1-9][0-9]{0,15})$/.test(text) && Number.isSafeInteger(Number(text)), what);
  return Number(text);
}

// Hashes

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** SHA-256(0x00 || entry). */
export const leafHash = (entry) => sha256(concat(Uint8Array.of(0), entry));

/** SHA-256(0x01 || left || right). */
export const nodeHash = (left, right) => sha256(concat(Uint8Array.of(1), left, right));

/** HMAC-SHA-256 under 32 bytes. */
export async function commit(key, message) {
  must(key.length === HASH, "the key of a commitment has 32 bytes");
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const secret = await crypto.subtle.importKey("raw", key, hmac, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", secret, message));
}

// Entries

/**
 * The one byte form of a map: 0x01 | u16 count | per pair: u16 length, key, u32 length, value. Keys
 * ascend by their bytes.
 */
export function canonical(pairs) {
  const sorted = pairs.map(([key, value]) => [utf8(key), utf8(value)]);
  sorted.sort((a, b) => compare(a[0], b[0]));
  const parts = [Uint8Array.of(1), number(sorted.length, 2)];
  sorted.forEach(([key, value], i) => {
    must(i === 0 || !same(sorted[i - 1][0], key), "a name stands twice");
    parts.push(number(key.length, 2), key, number(value.length, 4), value);
  });
  return concat(...parts);
}

function number(value, bytes) {
  must(value < 256 ** bytes, "too long");
  return Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)));
}

/** 0x01 | u64 milliseconds since 1970 | commitment to the event | commitment to the person. */
export function parseLeaf(bytes) {
  must(bytes.length === LEAF && bytes[0] === 1, "not an entry of version 1");
  const millis = bytes.slice(1, 9).reduce((sum, byte) => sum * 256 + byte, 0);
  must(millis <= 8.64e15, "not a time");
  return { time: new Date(millis), event: bytes.slice(9, 41), person: bytes.slice(41) };
}

/** Entry number {@code at} of a bundle of {@code width}, each behind its length as u16. */
export function entryOf(bundle, width, at) {
  let from = 0;
  let found;
  for (let i = 0; i < width; i++) {
    must(from + 2 <= bundle.length, "a bundle is cut off");
    const end = from + 2 + bundle[from] * 256 + bundle[from + 1];
    must(end <= bundle.length, "a bundle is cut off");
    if (i === at) {
      found = bundle.slice(from + 2, end);
    }
    from = end;
  }
  must(from === bundle.length, "bytes follow a bundle");
  return found;
}

// Signed notes, checkpoints, proofs

export function parseNote(note) {
  const blank = note.lastIndexOf("\n\n");
  must(blank >= 0 && note.endsWith("\n"), "not a signed note");
  const signatures = note.slice(blank + 2, -1).split("\n").map((line) => {
    const space = line.lastIndexOf(" ");
    must(line.startsWith(DASH) && space >= DASH.length, "not a signature");
    const bytes = ofBase64(line.slice(space + 1));
    must(bytes.length > 4, "a signature is too short");
    return { name: line.slice(DASH.length, space), id: hex(bytes.slice(0, 4)), bytes: bytes.slice(4) };
  });
  return { text: note.slice(0, blank + 1), signatures };
}

export function parseCheckpoint(text) {
  const lines = text.slice(0, -1).split("\n");
  must(text.endsWith("\n") && lines.length >= 3 && !lines.includes(""), "not a checkpoint");
  return { origin: lines[0], size: decimal(lines[1], "a size"), root: hashOf(lines[2]) };
}

export function parseProof(text) {
  const blank = text.indexOf("\n\n");
  const lines = text.slice(0, blank).split("\n");
  must(blank > 0 && lines.shift() === HEADER, "not a proof");
  if (lines[0]?.startsWith("extra ")) {
    lines.shift();
  }
  const index = lines.shift();
  must(index?.startsWith("index "), "a proof without a place");
  return {
    index: decimal(index.slice(6), "a place"),
    path: lines.map(hashOf),
    note: parseNote(text.slice(blank + 2)),
  };
}

/** name+id+base64(0x01 || key), where the id is the beginning of SHA-256(name || \n || 0x01 || key). */
export async function parseKey(vkey) {
  const [, name, id, typed] = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  must(typed, "not a verifier key");
  const bytes = ofBase64(typed);
  must(bytes.length === 1 + HASH && bytes[0] === 1, "not an Ed25519 key");
  const digest = await sha256(concat(utf8(name + "\n"), bytes));
  must(hex(digest.slice(0, 4)) === id, "the id does not belong to the key");
  return { name, id, bytes: bytes.slice(1), vkey };
}

/** Whether this browser knows Ed25519. */
export async function knowsEd25519(key) {
  try {
    await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
    return true;
  } catch (problem) {
    return problem.name === "DataError"; // a bad key, but it knows how to say so
  }
}

/** At least one signature is by the key, and every one that says so is. */
export async function isSignedBy(note, key) {
  const mine = note.signatures.filter((one) => one.name === key.name && one.id === key.id);
  if (mine.length === 0) {
    return false;
  }
  const algorithm = { name: "Ed25519" };
  try {
    const known = await crypto.subtle.importKey("raw", key.bytes, algorithm, false, ["verify"]);
    const text = utf8(note.text);
    for (const one of mine) {
      if (!(await crypto.subtle.verify(algorithm, known, one.bytes, text))) {
        return false;
      }
    }
    return true;
  } catch {
    return false; // a point off the curve
  }
}
