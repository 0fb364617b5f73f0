// What may go wrong anywhere: off by one, a factor, a sign, axes exchanged.

/** Factors that turn what was typed into the right value. @type {[string, Fraction[]][]} */
const TURNS = [
  ["generic.factor_2", [ratio(2n), ratio(1n, 2n)]],
  ["generic.sign", [ratio(-1n)]],
  ["generic.factor_10", [1, -1].map(ten)],
  ["generic.prefix", [3, -3, 6, -6, 9, -9].map(ten)],
  ["generic.point", [2, -2, 4, -4, 5, -5].map(ten)],
];
/** Those that leave the digits alone. */
const SHIFTS = ["generic.factor_10", "generic.prefix", "generic.point"];

/** The tag of a slip that any question may meet; empty if there is none. @param {Answer} answer @param {Value} value */
function genericTag(answer, value) {
  if (value === null || answer.value === null) return "";
  switch (answer.kind) {
    case "Shape":
      return genericShape(answer.value, value);
    case "Grid":
      return genericGrid(answer, value);
    case "Choice":
      return "";
    default:
      return genericNumber(answer, value);
  }
}

/** @param {Answer} answer @param {Fraction} value */
function genericNumber(answer, value) {
  const counts = answer.kind === "Integer" && answer.counts;
  if (counts && [1n, -1n].some((one) => accepts(answer, plus(value, ratio(one))))) return "generic.off_by_one";
  const digits = stripped(size(value.n).toString(), "0");
  for (const [tag, factors] of TURNS) {
    // 1 for 10 may be anything.
    if (SHIFTS.includes(tag) && digits.length < 2) continue;
    // At few decimals everything small is right about zero.
    const turned = factors.map((factor) => times(value, factor));
    if (turned.some((each) => accepts(answer, each) && !same(answer, each, ratio(0n)))) return tag;
  }
  if (answer.kind === "Integer" && !isWhole(value)) return "generic.not_whole";
  if (isRounded(answer, value)) return "generic.rounded";
  return isNext(answer, value) ? "generic.last_place" : "";
}

/** Whether a number that is asked to some decimals, of three digits or more, differs by one in the last.
 * @param {Answer} answer @param {Fraction} value */
function isNext(answer, value) {
  const { places } = answer;
  if (answer.kind === "Integer" || !places) return false;
  const [one, other] = [answer.value, value].map((each) => times(halfUp(each, places), ten(places)));
  const isLong = [one, other].every((each) => compared(absolute(each), ratio(100n)) >= 0);
  return isLong && equal(absolute(less(one, other)), ratio(1n));
}

/** Decimals within which a number must end to be one that was rounded. */
const MOST_PLACES = 13;

/** Whether a number is the right one rounded, where it is wanted exactly. @param {Answer} answer @param {Value} value */
const isRounded = (answer, value) => isRoundedFrom(answer, value, answer.value);

/** Whether a number is another one rounded, to two digits or more, where it is wanted exactly; of a whole number two
 * digits or more are rounded away. @param {Answer} answer @param {Value} value @param {Value} whole */
function isRoundedFrom(answer, value, whole) {
  if (!["Integer", "Number"].includes(answer.kind)) return false;
  const figures = figuresOf(value);
  const wanted = answer.kind === "Integer" ? figures <= size(value.n).toString().length - 2 : answer.exact;
  return wanted && figures >= 2 && equal(toFigures(whole, figures), value);
}

/** How many digits a decimal has, without zeros at its ends; 0 for a number that is none. @param {Fraction} value */
function figuresOf(value) {
  const scaled = Array.from({ length: MOST_PLACES }, (_, places) => times(absolute(value), ten(places)));
  const digits = scaled.find(isWhole);
  return digits ? stripped(digits.n.toString(), "0").length : 0;
}

/** @param {Fraction[]} right @param {Fraction[]} value */
function genericShape(right, value) {
  if (value.length !== right.length) return value.length < right.length ? "shape.axis_missing" : "shape.axis_extra";
  const ordered = (/** @type {Fraction[]} */ entries) => shown([...entries].sort(compared));
  return ordered(value) === ordered(right) ? "shape.layout" : "";
}

/** @param {Answer} answer @param {Fraction[][]} value */
function genericGrid(answer, value) {
  if (
    accepts(
      answer,
      value[0].map((_, column) => value.map((row) => row[column])),
    )
  )
    return "grid.transposed";
  if (value.length !== answer.value.length || value[0].length !== answer.value[0].length) return "grid.size";
  return accepts(
    answer,
    value.map((row) => row.map(minus)),
  )
    ? "generic.sign"
    : "";
}
