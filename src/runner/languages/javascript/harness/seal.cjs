'use strict';
// The seal of a report, made of operators and numbers alone: whatever the program replaces in the language or in Node's modules, no
// function of theirs takes part.
const uncurry = Function.prototype.bind.bind(Function.prototype.call);
const charCodeAt = uncurry(String.prototype.charCodeAt);
const { floor, pow } = Math;

const BLOCK = 64;

/** The first 32 bits of the fractional parts of the `root`-th roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function fractions(count, root) {
  const words = new Uint32Array(count);
  for (let candidate = 2, found = 0; found < count; candidate += 1) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) isPrime = false;
    if (!isPrime) continue;
    const value = pow(candidate, 1 / root);
    words[found] = floor((value - floor(value)) * 0x100000000);
    found += 1;
  }
  return words;
}

const ROUNDS = fractions(64, 3);
const INITIAL = fractions(8, 2);
const rotate = (word, bits) => (word >>> bits) | (word << (32 - bits));

function compress(state, bytes, offset) {
  const w = new Uint32Array(64);
  for (let i = 0; i < 16; i += 1) {
    const at = offset + 4 * i;
    w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const x = w[i - 15];
    const y = w[i - 2];
    const small0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const small1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[i] = w[i - 16] + small0 + w[i - 7] + small1;
  }
  let a = state[0],
    b = state[1],
    c = state[2],
    d = state[3],
    e = state[4],
    f = state[5],
    g = state[6],
    h = state[7];
  for (let i = 0; i < 64; i += 1) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + ROUNDS[i] + w[i]) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** SHA-256 of a first block that is known by its state alone, and of what follows it. */
function finish(first, bytes, length) {
  const state = new Uint32Array(8);
  for (let i = 0; i < 8; i += 1) state[i] = first[i];
  const padded = new Uint8Array((floor((length + 8) / BLOCK) + 1) * BLOCK);
  for (let i = 0; i < length; i += 1) padded[i] = bytes[i];
  padded[length] = 0x80;
  const bits = (length + BLOCK) * 8;
  const end = (floor((length + 8) / BLOCK) + 1) * BLOCK;
  for (let i = 0; i < 4; i += 1) padded[end - 1 - i] = bits >>> (8 * i);
  for (let offset = 0; offset < end; offset += BLOCK) compress(state, padded, offset);
  return state;
}

function keyed(key, mask) {
  const block = new Uint8Array(BLOCK);
  for (let i = 0; i < BLOCK; i += 1) block[i] = (i < key.length ? key[i] : 0) ^ mask;
  const state = new Uint32Array(8);
  for (let i = 0; i < 8; i += 1) state[i] = INITIAL[i];
  compress(state, block, 0);
  return state;
}

const HEX = '0123456789abcdef';

/**
 * HMAC-SHA256 (RFC 2104) with only the two keyed states kept. The function it gives turns ASCII text into the bytes of a frame: letter,
 * length, seal in hexadecimal, text.
 */
function sealer(key) {
  const inner = keyed(key, 0x36);
  const outer = keyed(key, 0x5c);
  return (letter, text) => {
    const { length } = text;
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i += 1) bytes[i] = charCodeAt(text, i);
    const first = finish(inner, bytes, length);
    const digest = new Uint8Array(32);
    for (let i = 0; i < 32; i += 1) digest[i] = first[i >>> 2] >>> (24 - 8 * (i & 3));
    const second = finish(outer, digest, 32);
    const size = 64 + length;
    const frame = new Uint8Array(5 + size);
    frame[0] = charCodeAt(letter, 0);
    for (let i = 0; i < 4; i += 1) frame[1 + i] = size >>> (24 - 8 * i);
    for (let i = 0; i < 64; i += 1) frame[5 + i] = charCodeAt(HEX, (second[i >>> 3] >>> (28 - 4 * (i & 7))) & 15);
    for (let i = 0; i < length; i += 1) frame[69 + i] = bytes[i];
    return { __proto__: null, frame, size: 5 + size };
  };
}

/** A JSON string of ASCII characters, of at most `most` units of the text. */
function quote(text, most) {
  let quoted = '"';
  for (let i = 0; i < text.length && i < most; i += 1) {
    const code = charCodeAt(text, i);
    const plain = code >= 32 && code < 127 && code !== 34 && code !== 92;
    if (plain) quoted += text[i];
    else {
      quoted += '\\u';
      for (let shift = 12; shift >= 0; shift -= 4) quoted += HEX[(code >>> shift) & 15];
    }
  }
  return `${quoted}"`;
}

module.exports = { sealer, quote };
