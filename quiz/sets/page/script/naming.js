// What a wrong answer is called: listed slips, misread numbers, two mistakes at once, what a difference is made of.

/**
 * A wrong answer and the misconception behind it.
 * @typedef {{tag: string, value: Value, message: string, working: string, also: string[], and: string[]}} Slip
 *
 * Slips that differ from the right answer of one part, or of the whole, under an empty name.
 * @typedef {{turned: Slip[], differences: Slip[]}} Suggested
 *
 * The mistakes that an ask knows.
 * @typedef {{listed: Slip[], misread: Slip[], pairs: Slip[], suggested: Record<string, Suggested>}} Mistakes
 */

/** Whether the same mistake gives two values: none gives a whole number and one that only rounds to it.
 * @param {Answer} answer @param {Value} one @param {Value} other */
const alike = (answer, one, other) =>
  same(answer, one, other) && (answer.kind !== "Integer" || one === null || isWhole(one) === isWhole(other));

/** @param {Slip} slip @param {string} part */
const valueOf = (slip, part) => (part ? slip.value[part] : slip.value);

/** @param {Slip} slip @param {string} part */
const has = (slip, part) => !part || part in slip.value;

/** The first slip with this value; of an answer in parts the one that explains most. Where an exact number is wanted
 * and no slip has this one, it may be that of a slip, rounded: 8.67 for 78/9.
 * @param {Answer} answer @param {Value} typed @param {Slip[]} slips @param {string} part
 * @param {(slip: Slip) => number} explained */
function namedSlip(answer, typed, slips, part, explained) {
  slips = slips.filter((slip) => has(slip, part));
  let fitting = slips.filter((slip) => alike(answer, typed, valueOf(slip, part)));
  if (!fitting.length && answer.kind === "Number" && !isRounded(answer, typed)) {
    fitting = slips.filter((slip) => isRoundedFrom(answer, typed, valueOf(slip, part)));
  }
  return fitting.sort((one, other) => explained(other) - explained(one))[0];
}

/** Name a wrong value that no listed slip explains. @param {Mistakes} mistakes @param {Answer} answer
 * @param {Value} typed @param {string} part @param {(slip: Slip) => number} explained */
function unlisted(mistakes, answer, typed, part, explained) {
  if (answer.kind === "Choice" || typed === null || answer.value === null) return undefined;
  const { turned, differences } = mistakes.suggested[part];
  // What is only rounded away is nothing that was left out.
  const made = isRounded(answer, typed) ? [] : differences;
  return (
    namedSlip(answer, typed, mistakes.misread, part, explained) ??
    likely(answer, typed, mistakes.pairs, HOUSE.pairs, part, explained) ??
    likely(answer, typed, turned, HOUSE.pairs, "", () => 0) ??
    likely(answer, typed, made, HOUSE.differences, "", () => 0)
  );
}

/** The first slip with this value, unless too many numbers about it have a name. @param {Answer} answer
 * @param {Value} typed @param {Slip[]} slips @param {string} chance @param {string} part
 * @param {(slip: Slip) => number} explained */
function likely(answer, typed, slips, chance, part, explained) {
  const found = namedSlip(answer, typed, slips, part, explained);
  const values = slips.filter((slip) => has(slip, part)).map((slip) => valueOf(slip, part));
  return found && unlikely(answer, typed, values, exact(chance)) ? found : undefined;
}

/** Whether a number typed at random would be one of those that have a name no more often than this.
 * @param {Answer} answer @param {Value} typed @param {Value[]} named @param {Fraction} chance */
function unlikely(answer, typed, named, chance) {
  const [right, said] = [entriesOf(answer, answer.value), entriesOf(answer, typed)];
  if (!right || !said || right.length !== said.length) return false;
  const wrongIn = (/** @type {Fraction[]} */ entries) =>
    entries.map((_, at) => at).filter((at) => !equal(entries[at], right[at]));
  const wrong = wrongIn(said);
  const others = new Map();
  for (const value of named) {
    const entries = entriesOf(answer, value);
    if (entries?.length === right.length) others.set(shown(entries), entries);
  }
  let likeIt = [...others.values()].filter((entries) => wrongIn(entries).join() === wrong.join());
  if (wrong.some((at) => !isWhole(said[at]))) {
    likeIt = likeIt.filter((entries) => wrong.every((at) => entries[at].d === said[at].d));
  }
  const asLarge = likeIt.filter((entries) => wrong.every((at) => near(entries[at], said[at])));
  const asFar = likeIt.filter((entries) =>
    wrong.every((at) => near(less(entries[at], right[at]), less(said[at], right[at]))),
  );
  const changes = new Map(wrong.map((at) => [shown([right[at], said[at]]), at]));
  let [room, distances] = [chance, chance];
  for (const at of changes.values()) {
    room = times(room, times(ratio(3n, 2n), absolute(said[at])));
    distances = times(distances, times(ratio(3n), absolute(less(said[at], right[at]))));
  }
  return compared(ratio(BigInt(asLarge.length)), room) <= 0 && compared(ratio(BigInt(asFar.length)), distances) <= 0;
}

/** @param {Fraction} one @param {Fraction} other */
const near = (one, other) =>
  compared(absolute(other), times(ratio(2n), absolute(one))) <= 0 &&
  compared(absolute(one), times(ratio(2n), absolute(other))) <= 0;

/** The numbers of a value, each in units of the least difference that counts. @param {Answer} answer
 * @param {Value} value @returns {Fraction[] | null} */
function entriesOf(answer, value) {
  if (value === null) return null;
  if (answer.kind === "Grid") return value.flat();
  if (answer.kind === "Shape") return value;
  if (answer.kind === "Integer" || answer.exact) return [value];
  return [times(value, ten(decimalsOf(answer, value)))];
}
