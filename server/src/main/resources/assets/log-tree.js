// The tree of the log and its proofs (RFC 9162, c2sp.org/tlog-tiles), as the program for auditors has
// them. Nothing here touches a page. Sizes are whole numbers below 2^53.
import { concat, HASH, must, nodeHash, same } from "./log-formats.js";

const FULL = 256;

/** RFC 9162 §2.1.3.2. */
export async function includes(index, size, path, leaf, root) {
  if (index >= size || leaf.length !== HASH) {
    return false;
  }
  let fn = index;
  let sn = size - 1;
  let r = leaf;
  for (const p of path) {
    if (sn === 0) {
      return false;
    }
    if (fn % 2 === 1 || fn === sn) {
      r = await nodeHash(p, r);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else {
      r = await nodeHash(r, p);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && same(r, root);
}

/** RFC 9162 §2.1.4.2; two equal sizes need an empty path and equal roots. */
export async function continues(oldSize, newSize, path, oldRoot, newRoot) {
  if (oldSize < 1 || oldSize > newSize) {
    return false;
  }
  if (oldSize === newSize) {
    return path.length === 0 && same(oldRoot, newRoot);
  }
  if (path.length === 0) {
    return false;
  }
  const hashes = Number.isInteger(Math.log2(oldSize)) ? [oldRoot, ...path] : path;
  let fn = oldSize - 1;
  let sn = newSize - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  let fr = hashes[0];
  let sr = hashes[0];
  for (const c of hashes.slice(1)) {
    if (sn === 0) {
      return false;
    }
    if (fn % 2 === 1 || fn === sn) {
      fr = await nodeHash(c, fr);
      sr = await nodeHash(c, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else {
      sr = await nodeHash(sr, c);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && same(fr, oldRoot) && same(sr, newRoot);
}

/** The largest power of two that is not above {@code value}. */
function powerIn(value) {
  let power = 1;
  while (power * 2 <= value) {
    power *= 2;
  }
  return power;
}

/** The address of a tile below the log: tile/0/x001/x234/067.p/5; level "entries" is the bundles. */
export function tilePath(level, index, width) {
  let name = String(index % 1000).padStart(3, "0");
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    name = `x${String(rest % 1000).padStart(3, "0")}/${name}`;
  }
  return `tile/${level}/${name}${width === FULL ? "" : `.p/${width}`}`;
}

/** How many hashes or entries the tile at this place has in a tree of {@code size}. */
export const widthIn = (size, level, index) =>
  Math.min(FULL, Math.floor(size / FULL ** level) - index * FULL);

/** A tree of one size, seen through its published tiles; {@code read} answers a path with bytes. */
export class Tree {
  #size;
  #read;
  #tiles = new Map();

  constructor(size, read) {
    this.#size = size;
    this.#read = read;
  }

  /** The siblings of a leaf, up to the child of the root (RFC 9162 §2.1.3.1). */
  async path(index) {
    const path = [];
    let from = 0;
    let to = this.#size;
    while (to - from > 1) {
      const split = from + powerIn(to - from - 1);
      path.push(index < split ? await this.#range(split, to) : await this.#range(from, split));
      [from, to] = index < split ? [from, split] : [split, to];
    }
    return path.reverse();
  }

  /** That a tree of {@code oldSize} is the beginning of this one (RFC 9162 §2.1.4.1). */
  async growth(oldSize) {
    const path = [];
    let from = 0;
    let to = this.#size;
    while (to !== oldSize) {
      const split = from + powerIn(to - from - 1);
      path.push(oldSize <= split ? await this.#range(split, to) : await this.#range(from, split));
      [from, to] = oldSize <= split ? [from, split] : [split, to];
    }
    if (from > 0) {
      path.push(await this.#range(from, to));
    }
    return path.reverse();
  }

  /** Whether the tiles above a leaf agree with each other: each full one is what the next says. */
  async agrees(index, leaf) {
    let hash = leaf;
    let at = index;
    for (let level = 0; ; level++) {
      const tile = Math.floor(at / FULL);
      const hashes = await this.#tile(level, tile);
      if (!same(slice(hashes, at % FULL, 1), hash)) {
        return false;
      }
      if (hashes.length < FULL * HASH) {
        return true; // the edge, all of which goes into the root
      }
      hash = await fold(hashes);
      at = tile;
    }
  }

  /** MTH(D[from:to]) for a range the tree is split into. */
  async #range(from, to) {
    const power = powerIn(to - from);
    if (power === to - from) {
      return this.#perfect(Math.log2(power), from / power);
    }
    return nodeHash(await this.#range(from, from + power), await this.#range(from + power, to));
  }

  async #perfect(height, index) {
    const level = Math.floor(height / 8);
    const count = 2 ** (height % 8);
    const first = index * count;
    const hashes = await this.#tile(level, Math.floor(first / FULL));
    return fold(slice(hashes, first % FULL, count));
  }

  async #tile(level, index) {
    const width = widthIn(this.#size, level, index);
    const path = tilePath(level, index, width);
    if (!this.#tiles.has(path)) {
      this.#tiles.set(path, await this.#read(path));
    }
    const hashes = this.#tiles.get(path);
    must(hashes.length === width * HASH, "a tile has another size");
    return hashes;
  }
}

const slice = (hashes, first, count) => hashes.slice(first * HASH, (first + count) * HASH);

/** The root over a power of two of hashes. */
async function fold(hashes) {
  let row = hashes;
  while (row.length > HASH) {
    const above = [];
    for (let i = 0; i < row.length; i += 2 * HASH) {
      above.push(nodeHash(row.slice(i, i + HASH), row.slice(i + HASH, i + 2 * HASH)));
    }
    row = concat(...(await Promise.all(above)));
  }
  return row;
}
