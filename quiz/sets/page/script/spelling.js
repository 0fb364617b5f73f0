// What people's keyboards, phones and clipboards write, folded to the ASCII signs of arithmetic.

const MAX_LENGTH = 200;
const MAX_DEPTH = 40;
/** What Python takes for white space, for a class of characters. */
const BLANK = "\\t-\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const BLANKS = new RegExp(`[${BLANK}]+`, "u");
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/u;
const VULGAR = "[¼-¾⅐-⅞]";
const MIXED = new RegExp(`\\p{Nd}[${BLANK}]*${VULGAR}|${VULGAR}[${BLANK}]*\\p{Nd}`, "u");
const ROOT = new RegExp(`√[${BLANK}]*([0-9]+(?:\\.[0-9]+)?)`, "gu");

/** A text that has no meaning, or more than one; the message says what to write. */
class Unclear extends Error {}

/** @param {string} message @returns {never} */
function unclear(message) {
  throw new Unclear(message);
}

/** Fold a text of any script to ASCII signs; one too long or too deep is refused. @param {string} text */
function cleaned(text) {
  if (Array.from(text).length > MAX_LENGTH) {
    unclear(`That is longer than ${MAX_LENGTH} characters: write the number or a short expression.`);
  }
  if (/[^\0-\x7f]/.test(text)) text = folded(text);
  if (depthOf(text) > MAX_DEPTH) {
    unclear(`Brackets are nested more than ${MAX_DEPTH} deep: simplify the expression.`);
  }
  return text;
}

/** @param {string} text @param {string} sign */
const occurrences = (text, sign) => text.split(sign).length;

/** @param {string} text */
function folded(text) {
  text = text.replace(/\p{Cf}/gu, (sign) => HOUSE.unseen[sign] ?? "");
  if (occurrences(text, "⌊") !== occurrences(text, "⌋") || occurrences(text, "⌈") !== occurrences(text, "⌉")) {
    unclear("A floor or ceiling bracket has no partner: write floor(…) or ceil(…).");
  }
  if (MIXED.test(text)) {
    unclear("A fraction sign next to a digit can be read in two ways: write 5/2 or 2.5 for 2½.");
  }
  // Powers come before NFKC, which would turn 3² into 32.
  text = text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+/gu, (run) => `**(${run.normalize("NFKC").replaceAll("−", "-")})`);
  text = text.replace(new RegExp(VULGAR, "gu"), (sign) => `(${sign.normalize("NFKC")})`);
  text = text.replaceAll("log₂", "log2");
  const odd = /[\p{No}\p{Nl}]/u.exec(text);
  if (odd) unclear(`${quoted(odd[0])} is not understood: write ordinary digits.`);
  text = Array.from(text.normalize("NFKC"), (sign) => HOUSE.signs[sign] ?? sign).join("");
  text = text.replace(/\p{Nd}/gu, digit);
  return text.replace(ROOT, "sqrt($1)").replaceAll("√", "sqrt");
}

/** A digit of any script: they stand in runs of ten. @param {string} sign */
function digit(sign) {
  const code = /** @type {number} */ (sign.codePointAt(0));
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}

/** @param {string} sign @param {string} opening @param {string} closing */
const step = (sign, opening, closing) => Number(opening.includes(sign)) - Number(closing.includes(sign));

/** @param {string} text */
function depthOf(text) {
  let [depth, deepest] = [0, 0];
  for (const sign of text) {
    depth += step(sign, "([{", ")]}");
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Drop one pair of brackets that holds the whole text. @param {string} text */
function unwrapped(text) {
  let depth = 0;
  for (let place = 0; place < text.length; place += 1) {
    depth += step(text[place], "([{", ")]}");
    if (depth === 0) return place === text.length - 1 && place > 0 ? text.slice(1, -1).trim() : text;
  }
  return text;
}

/** Quote a piece of what was typed, invisible characters by their number. @param {string} text */
function quoted(text) {
  const signs = Array.from(text);
  const hidden = signs.some((sign) => sign !== " " && /[\p{C}\p{Z}]/u.test(sign));
  const number = (/** @type {string} */ sign) =>
    `U+${/** @type {number} */ (sign.codePointAt(0)).toString(16).toUpperCase().padStart(4, "0")}`;
  return `“${Array.from(hidden ? signs.map(number).join(" ") : text)
    .slice(0, 20)
    .join("")}”`;
}

/** Without certain signs at its ends. @param {string} text @param {string} signs */
function stripped(text, signs) {
  let [start, end] = [0, text.length];
  while (start < end && signs.includes(text[start])) start += 1;
  while (end > start && signs.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** @param {string} text */
const words = (text) => text.split(BLANKS).filter(Boolean);

/** A pattern whose letters stand for both cases. @param {string} pattern */
const anyCase = (pattern) =>
  pattern.replace(/\p{L}/gu, (letter) =>
    /i/i.test(letter) ? "[iIıİ]" : `[${letter.toLowerCase()}${letter.toUpperCase()}]`,
  );

/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
