// The kinds of answer: which values are the same, and how they are written.

/**
 * What is wanted: a kind with what its reading and comparing need.
 * @typedef {{
 *   kind: "Integer" | "Number" | "Percent" | "Shape" | "Grid" | "Choice" | "Parts",
 *   value: any, form: string, units: string[], unit: string, optional: boolean, counts: boolean,
 *   figures: number | null, places: number | null, exact: boolean, axes: string[], length: number, joint: string,
 *   oneRow: boolean, options: string[], parts: Record<string, Answer>,
 * }} Answer
 *
 * A Fraction; an array of them; rows of them; an option; values by the names of parts; null for the word none.
 * @typedef {any} Value
 */

/** @param {Answer} answer @param {Fraction} a */
const decimalsOf = (answer, a) => answer.places ?? placesFor(a, answer.figures || 3);

/** What values that are the same have in common, as text. @param {Answer} answer @param {Value} value */
function keyOf(answer, value) {
  switch (answer.kind) {
    case "Number":
      return shown(answer.exact ? value : halfUp(value, decimalsOf(answer, value)));
    case "Percent":
      return shown(halfUp(value, answer.places ?? 1));
    case "Choice":
      return value.toLowerCase();
    default:
      return shown(value);
  }
}

/** A value as text, without loss. @param {Value} value @returns {string} */
function shown(value) {
  if (value === null || typeof value === "string") return `${value}`;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (typeof value.n === "bigint") return isWhole(value) ? `${value.n}` : `${value.n}/${value.d}`;
  return `{${Object.keys(value)
    .map((name) => `${name}: ${shown(value[name])}`)
    .join(", ")}}`;
}

/** What sort of value it is: kinds compare none with a value of another sort. @param {Value} value @returns {string} */
function sortOf(value) {
  if (value === null || typeof value === "string") return typeof value;
  if (Array.isArray(value)) return `list of ${value.length ? sortOf(value[0]) : ""}`;
  return typeof value.n === "bigint" ? "number" : "parts";
}

/** Whether two values are the same under the kind's rule. @param {Answer} answer @param {Value} a @param {Value} b
 * @returns {boolean} */
function same(answer, a, b) {
  if (answer.kind === "Parts") {
    const names = Object.keys(a);
    return (
      names.length > 0 &&
      names.length === Object.keys(b).length &&
      names.every((name) => name in b && name in answer.parts && same(answer.parts[name], a[name], b[name]))
    );
  }
  if (sortOf(a) !== sortOf(b)) return false;
  if (a === null) return answer.kind === "Integer" || answer.kind === "Shape";
  if (answer.kind === "Integer") {
    return isWhole(a) || isWhole(b) ? equal(a, b) : equal(toFigures(a, 3), toFigures(b, 3));
  }
  return keyOf(answer, a) === keyOf(answer, b);
}

/** Whether a value is right; of parts, those that it names. @param {Answer} answer @param {Value} value
 * @returns {boolean} */
function accepts(answer, value) {
  if (answer.kind === "Parts") {
    return Object.keys(value).every((name) => accepts(answer.parts[name], value[name]));
  }
  if (value === null || answer.value === null) return value === answer.value;
  if (sortOf(value) !== sortOf(answer.value)) return false;
  return answer.kind === "Integer" ? equal(value, answer.value) : same(answer, value, answer.value);
}

/** For people. @param {Answer} answer @param {Value} value @param {string} [rows] @returns {string} */
function show(answer, value, rows = "; ") {
  switch (answer.kind) {
    case "Parts":
      return Object.keys(answer.parts)
        .filter((name) => name in value)
        .map((name) => `${name} ${show(answer.parts[name], value[name], " / ")}`)
        .join("; ");
    case "Integer": {
      const text = value === null ? "none" : asCount(value);
      return text.includes("/") ? `≈${grouped(decimal(value, Math.max(placesFor(value, 3), 1)))}` : grouped(text);
    }
    case "Number":
      return shownNumber(answer, value);
    case "Percent":
      return grouped(`${decimal(value, answer.places ?? 1)}%`);
    case "Shape": {
      if (value === null) return "none";
      const joint = value.every((/** @type {Fraction} */ entry) => entry.n > 0n) ? answer.joint : ", ";
      return printed(value.map(asCount).join(joint));
    }
    case "Grid":
      return printed(value.map((/** @type {Fraction[]} */ row) => shownRow(row.map(shownEntry).join(", "))).join(rows));
    default:
      return value;
  }
}

/** @param {Answer} answer @param {Fraction} value */
function shownNumber(answer, value) {
  let text = answer.exact ? exactly(value) : "";
  if (!answer.exact) {
    const places = decimalsOf(answer, value);
    const rounded = halfUp(value, places);
    text = places < 0 ? decimal(value, 0) : decimal(rounded, decimalsOf(answer, rounded));
  }
  return /^-?[0-9]{4,6}$/.test(text) ? printed(text) : grouped(text);
}

/** @param {Fraction} entry */
function shownEntry(entry) {
  const text = exactly(entry);
  return text.includes("/") ? `(${text})` : text;
}

/** One number of several digits in brackets, since it could be taken for a row of digits. @param {string} text */
const shownRow = (text) => (/^[0-9]{2,}$/.test(text) ? `[${text}]` : text);

/** Turn the numbers of an answer, or of a wrong one, from text. @param {Answer} answer @param {any} data
 * @returns {Value} */
function valued(answer, data) {
  if (data === null) return null;
  if (answer.kind === "Parts") {
    return Object.fromEntries(Object.keys(data).map((name) => [name, valued(answer.parts[name], data[name])]));
  }
  return answer.kind === "Choice" ? data : numbered(data);
}

/** @param {any} data @returns {Value} */
const numbered = (data) => (data === null ? null : Array.isArray(data) ? data.map(numbered) : exact(data));

/** Make an answer from what the page carries. @param {any} data @returns {Answer} */
function answerOf(data) {
  const parts =
    data.parts && Object.fromEntries(Object.keys(data.parts).map((name) => [name, answerOf(data.parts[name])]));
  const answer = { ...data, parts };
  answer.value = valued(answer, data.value);
  return answer;
}
