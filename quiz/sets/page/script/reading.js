// Text to value: what a learner typed, read by its form alone and never by the expected value.

/** @typedef {{value: Value, echo: string, unclear: string}} Reading */
/** @typedef {string | Record<string, string>} Given  One text, or one for each part. */

/** Read a text, or one text for each part. @param {Given} text @param {Answer} answer @returns {Reading} */
function read(text, answer) {
  let value;
  try {
    value = answer.kind === "Parts" ? readParts(text, answer) : readPart(String(text), answer, false);
  } catch (error) {
    if (error instanceof Unclear) return { value: null, echo: "", unclear: error.message };
    throw error;
  }
  if (typeof text === "string" && isPlain(bare(text), answer)) return { value, echo: "", unclear: "" };
  const batch = answer.kind === "Shape" && value !== null && batchLeftOut(lineOf(String(text), answer), answer);
  return { value, echo: `${show(answer, value)}${batch ? ", the batch axis left out" : ""}`, unclear: "" };
}

/** Without white space at its ends. @param {string} text */
const bare = (text) => text.replace(new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "gu"), "");

/** @param {string} text @param {Answer} answer */
const lineOf = (text, answer) => oneLine(cleaned(text), answer).replace(ANNOUNCED, "");

/** @param {string} text @param {Answer} answer */
function isPlain(text, answer) {
  switch (answer.kind) {
    case "Integer":
      return /^(?:[+-]?(?:0|[1-9][0-9]*)|none)$/.test(text);
    case "Number":
      return DECIMAL.test(text);
    case "Percent":
      return DECIMAL.test(text.replace(/%$/, ""));
    case "Choice":
      return answer.options.includes(text);
    default:
      return text === "none";
  }
}

/** Read one answer, which may stand among others. @param {string} text @param {Answer} answer @param {boolean} among
 * @returns {Value} */
function readPart(text, answer, among) {
  text = lineOf(text, answer);
  if (answer.optional) {
    if (NONE.test(text.trim())) return null;
    if (text.trim() && !/[0-9]/.test(text)) unclear(`Write ${answer.form}.`); // impossible, not possible, no padding
  }
  switch (answer.kind) {
    case "Integer":
      return readInteger(text, answer, among);
    case "Number":
      return readNumber(text, answer, among);
    case "Percent":
      return readPercent(text, answer, among);
    case "Shape":
      return readShape(text, answer);
    case "Grid":
      return readGrid(text, answer);
    default:
      return readChoice(text, answer);
  }
}

const NONE = new RegExp(`^none(?![${WORD}])[^0-9]*$`, "iu");
const ABOUT = /^≈\s*(?=[+-]?[0-9,]*\.[0-9]+$)/;

/** Take any number; one that is not whole is readable, and wrong. @param {string} text @param {Answer} answer
 * @param {boolean} among */
function readInteger(text, answer, among) {
  text = framed(text, answer.unit);
  const wanted = { units: answer.units, unit: answer.unit, whole: true, among };
  const { value } = typedNumber(text.replace(ABOUT, ""), wanted);
  if (isWhole(value) && ABOUT.test(text)) unclear("That says “about”: an exact count is wanted.");
  return value;
}

/** Take a number; a lone one that is coarser than asked cannot be judged. @param {string} text @param {Answer} answer
 * @param {boolean} among */
function readNumber(text, answer, among) {
  const approximate = Boolean(answer.unit) && !(answer.unit in HOUSE.rates) && !answer.exact;
  const wanted = { units: [...answer.units, ...HOUSE.ratio], unit: answer.unit, approximate, among };
  const number = typedNumber(framed(text, answer.unit), wanted);
  if (answer.places !== null) refuseCoarse(number, answer.places - 2 * Number(number.percent), answer.form);
  if (number.digits && number.digits.length < (answer.figures || 0)) {
    unclear(`Write ${answer.form}, or an exact fraction.`);
  }
  return shareOf(number);
}

/** Take a percentage; a bare number below 1 might be a fraction. @param {string} text @param {Answer} answer
 * @param {boolean} among */
function readPercent(text, answer, among) {
  const number = typedNumber(framed(text, "percent"), { units: answer.units, unit: "percent", among });
  if (!number.percent && number.value.n > 0n && compared(number.value, ratio(1n)) < 0) {
    unclear("Percent or fraction? Write 12.5 or 12.5% for an eighth, and 0.5% for half a percent.");
  }
  refuseCoarse(number, answer.places ?? 1, answer.form);
  return number.value;
}

/** Refuse a lone number with fewer decimals than asked, unless it is 0 or decimals of 0 say that it is exact.
 * @param {Typed} number @param {number} places @param {string} form */
function refuseCoarse(number, places, form) {
  const exactOne = !number.value.n || (number.places > 0 && isWhole(number.value));
  if (number.lone && number.places < places && !exactOne) {
    const exactlyThat = isWhole(number.value) ? `: ${decimal(number.value, places)} if it is exactly that` : "";
    unclear(`Write ${form}${exactlyThat}, or an expression.`);
  }
}

const REASON = new RegExp(`\\s*[\\-,:;().]\\s*|\\s+because(?![${WORD}])`, "u");
const BEFORE_OPTION = /^(?:(?:it is|it['’]?s|the|layer|option|choice|answer) +)+/i;

/** Take an option, or a beginning that only one option has; a reason may follow. @param {string} text
 * @param {Answer} answer */
function readChoice(text, answer) {
  text = framed(text).replace(/!+$/, "").replace(/^[()[\]"']+|[()[\]"']+$/g, "");
  const short = PREFIXED.exec(text)?.groups;
  if (short) text = short.number + short.prefix;
  let found = optionsLike(text, answer);
  const end = REASON.exec(text);
  const word = end ? text.slice(0, end.index) : text;
  const reason = end ? text.slice(end.index + end[0].length) : "";
  if (found.length !== 1 && !answer.options.some((option) => says(reason, option))) {
    found = optionsLike(word, answer);
    if (!found.length) found = optionsLike(word.replace(BEFORE_OPTION, ""), answer);
  }
  return found.length === 1 ? found[0] : unclear(`Write ${answer.form}.`);
}

/** @param {string} text @param {Answer} answer */
function optionsLike(text, answer) {
  const wanted = squeezed(text);
  const alike = answer.options.filter((option) => squeezed(option) === wanted);
  return alike.length ? alike : answer.options.filter((option) => wanted && squeezed(option).startsWith(wanted));
}

/** Tell whether an option stands in a reason, in words of its own: not the `no` of `cannot`.
 * @param {string} reason @param {string} option */
const says = (reason, option) =>
  new RegExp(`(?<![${WORD}])${option.split(" ").map(escaped).join("\\s*")}(?![${WORD}])`, "iu").test(reason);

/** @param {string} text */
const squeezed = (text) => words(text.toLowerCase().replaceAll("ß", "ss")).join("");

/** Read every part from a text for each, or from one text for all. @param {Given} text @param {Answer} answer */
function readParts(text, answer) {
  if (typeof text !== "string") return eachPart(new Map(Object.entries(text)), answer, false);
  const names = Object.keys(answer.parts);
  text = lineOf(text, answer);
  const wanted = `Write ${names.length} parts separated by ; in this order: ${names.join("; ")}.`;
  const pieces = atSemicolons(text);
  if (pieces.length === names.length) return eachPart(placed(pieces, names) ?? unclear(wanted), answer, true);
  const pairs = labelled(text, names);
  if (pairs.length) {
    if (
      !fits(
        pairs.map(([name]) => name),
        names,
      )
    )
      unclear(wanted);
    return eachPart(new Map(pairs), answer, true);
  }
  return onlyCut(pieces.length === 1 ? text : "", answer, wanted);
}

/** @param {Map<string, string>} texts @param {Answer} answer @param {boolean} among @returns {Record<string, Value>} */
function eachPart(texts, answer, among) {
  /** @type {Record<string, Value>} */
  const values = {};
  for (const [name, part] of Object.entries(answer.parts)) {
    try {
      values[name] = readPart(texts.get(name) ?? "", part, among);
    } catch (error) {
      throw error instanceof Unclear ? new Unclear(`${name}: ${error.message}`) : error;
    }
  }
  return values;
}

/** Cut a text without semicolons in the only way that gives as many parts as are wanted.
 * @param {string} text @param {Answer} answer @param {string} wanted */
function onlyCut(text, answer, wanted) {
  text = unwrapped(text);
  const names = Object.keys(answer.parts);
  /** @type {Map<string, Record<string, Value>>} */
  const found = new Map();
  for (const pieces of partCuts(text)) {
    const texts = pieces.length === names.length ? placed(pieces, names) : null;
    // A piece that begins with 0 is the end of a number such as 1 024.
    if (!texts || pieces.some((piece) => /^0[0-9]/.test(piece))) continue;
    try {
      const value = eachPart(texts, answer, true);
      found.set(shown(value), value);
    } catch (error) {
      if (!(error instanceof Unclear)) throw error;
    }
  }
  if (found.size !== 1 || new RegExp(`^(?:${GROUP_OF_THREE.source})$`).test(text)) unclear(wanted);
  return [...found.values()][0];
}
