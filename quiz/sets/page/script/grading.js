// Text to verdict: right, wrong with the mistake that makes it, or not readable.

const MOST_SWAPPED = 4;

/**
 * What is said about one answer; never the right one.
 * @typedef {{kind: "accept" | "reject" | "clarify", reading: string, message: string, slip: string, credit: number,
 *   echo: string, matched: Slip | null, value: Value}} Verdict
 */

/** Judge a typed answer, or one text a part; one not readable is never wrong. @param {Answer} answer
 * @param {Mistakes} mistakes @param {Given} text @returns {Verdict} */
function grade(answer, mistakes, text) {
  const reading = read(text, answer);
  if (reading.unclear) {
    const { unclear: message } = reading;
    return { kind: "clarify", reading: "", message, slip: "", credit: 0, echo: "", matched: null, value: null };
  }
  const echo = reading.echo ? `read as ${reading.echo}` : "";
  const judge = answer.kind === "Parts" ? judgeParts : judgeWhole;
  return { ...judge(answer, mistakes, reading.value), echo };
}

/** @param {Answer} answer @param {Mistakes} mistakes @param {Value} value */
const judgeWhole = (answer, mistakes, value) => judgePart(answer, mistakes, value, "", () => 0);

/** @param {Answer} part @param {Mistakes} mistakes @param {Value} value @param {string} name
 * @param {(slip: Slip) => number} explained */
function judgePart(part, mistakes, value, name, explained) {
  const verdict = unnamed(part, value);
  if (verdict.kind === "accept") return verdict;
  const slip =
    namedSlip(part, value, mistakes.listed, name, explained) ?? unlisted(mistakes, part, value, name, explained);
  return slip
    ? { ...verdict, slip: slip.tag, message: slip.message, matched: slip }
    : withGeneric(verdict, part, value);
}

/** @param {Answer} answer @param {Value} value @returns {Verdict} */
function unnamed(answer, value) {
  const right = accepts(answer, value);
  return {
    kind: right ? "accept" : "reject",
    reading: show(answer, value),
    message: right ? "Right." : HOUSE.unexplained,
    slip: "",
    credit: Number(right),
    echo: "",
    matched: null,
    value,
  };
}

/** @param {Verdict} verdict @param {Answer} answer @param {Value} value */
function withGeneric(verdict, answer, value) {
  const tag = genericTag(answer, value);
  const wanted = answer.kind === "Shape" ? ` Wanted: ${answer.form}.` : "";
  return tag ? { ...verdict, slip: tag, message: HOUSE.generic[tag] + wanted } : verdict;
}

/** Judge each part by itself; the first wrong one gives the slip. @param {Answer} answer @param {Mistakes} mistakes
 * @param {Record<string, Value>} value @returns {Verdict} */
function judgeParts(answer, mistakes, value) {
  const explained = (/** @type {Slip} */ slip) => {
    const told = Object.keys(slip.value);
    return same(answer, slip.value, Object.fromEntries(told.map((name) => [name, value[name]]))) ? told.length : 0;
  };
  const names = Object.keys(answer.parts);
  const verdicts = names.map((name) => judgePart(answer.parts[name], mistakes, value[name], name, explained));
  const credit = verdicts.reduce((sum, verdict) => sum + verdict.credit, 0) / names.length;
  const whole = { ...unnamed(answer, value), credit };
  const wrong = names.filter((_, at) => verdicts[at].kind === "reject");
  if (!wrong.length) return whole;
  const first = verdicts[names.indexOf(wrong[0])];
  const isOfAll = wrong.every((name) => verdicts[names.indexOf(name)].matched?.tag === first.slip);
  if (!isOfAll && isSwapped(answer, value, wrong)) {
    return { ...whole, slip: "parts.swapped", message: HOUSE.generic["parts.swapped"] };
  }
  return { ...whole, slip: first.slip, message: `${wrong[0]}: ${first.message}`, matched: first.matched };
}

/** Whether the wrong parts hold each other's answers. @param {Answer} answer @param {Record<string, Value>} value
 * @param {string[]} wrong */
function isSwapped(answer, value, wrong) {
  if (wrong.length < 2 || wrong.length > MOST_SWAPPED) return false;
  return orders(wrong).some((order) => wrong.every((name, at) => accepts(answer.parts[name], value[order[at]])));
}

/** @param {string[]} names @returns {string[][]} */
const orders = (names) =>
  names.length < 2
    ? [names]
    : names.flatMap((first) => orders(names.filter((name) => name !== first)).map((rest) => [first, ...rest]));

/** Make the mistakes of an ask from what the page carries. @param {Answer} answer @param {any} data
 * @returns {Mistakes} */
function mistakesOf(answer, data) {
  const slips = (/** @type {any[]} */ list, /** @type {Answer} */ of) =>
    list.map((slip) => ({ ...slip, value: valued(of, slip.value) }));
  const suggested = Object.entries(data.suggested).map(([name, { turned, differences }]) => {
    const part = name ? answer.parts[name] : answer;
    return [name, { turned: slips(turned, part), differences: slips(differences, part) }];
  });
  return {
    listed: slips(data.listed, answer),
    misread: slips(data.misread, answer),
    pairs: slips(data.pairs, answer),
    suggested: Object.fromEntries(suggested),
  };
}
