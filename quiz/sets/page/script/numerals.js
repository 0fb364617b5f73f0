// One number as people type it: units, thousands, percent signs, decimals, expressions and their results.

const DECIMAL = new RegExp(`^[+-]?\\s*${NUMBER}$`);
const TIMES_TEN = "\\s*10\\s*(?:\\^|\\*\\*)\\s*";
const SCIENTIFIC = new RegExp(
  `^([+-]?\\s*[0-9]+\\.?[0-9]*)\\s*[x×*]${TIMES_TEN}(?:([+-]?[0-9]+)|\\(([+-]?[0-9]+)\\))$`,
);
const PERCENT = /\s*(?:%|per ?cent|pct)$/i;
const RANGE = /^[0-9]+\.?[0-9]*\s*-\s*[0-9]+\.?[0-9]*$/;
const EQUALS = /(?<![=<>!])=(?!=)|(?<=\S)\s*≈/;
const TIMES = new RegExp(`(?<=[0-9.)])\\s*[xX]\\s*(?=[-+0-9.(]|(?:${[...FUNCTIONS.keys()].join("|")})\\s*\\()|×`, "g");
const MEANT = [...FUNCTIONS.keys(), ...Object.keys(HOUSE.thousands), "percent"].join("|");
/** A word that is not understood, which is told before what the noun behind it says: `28 with bias`. */
const REMARK = new RegExp(`(?<![${WORD}])(?!(?:${MEANT})(?![${WORD}]))[A-Za-z]{2,}`, "u");
const HEXADECIMAL = /(?<![0-9.])0[xX][0-9]/;

/**
 * One number as it was typed: exact, before a percent sign counts; the digits of a lone decimal, empty for what is
 * exact, and how many decimals it shows.
 * @typedef {{value: Fraction, percent: boolean, lone: boolean, digits: string, places: number}} Typed
 *
 * What the number is to be; `among` others only commas separate thousands, and `approximate` lets 41M do.
 * @typedef {{units: string[], unit?: string, whole?: boolean, approximate?: boolean, among?: boolean}} Wanted
 */

/** The value, after a percent sign counts. @param {Typed} typed */
const shareOf = (typed) => (typed.percent ? over(typed.value, ratio(100n)) : typed.value);

/** Whether one is the other, or that rounded to the decimals shown. @param {Typed} one @param {Typed} other */
function rounds(one, other) {
  const places = one.places + 2 * Number(one.percent);
  return (
    Boolean(one.digits && equal(halfUp(shareOf(other), places), shareOf(one))) || equal(shareOf(one), shareOf(other))
  );
}

/** Read one number, or an expression with its result, which must agree. @param {string} text @param {Wanted} wanted */
function typedNumber(text, wanted) {
  const sides = words(text).join(" ").split(EQUALS);
  const numbers = sides.map((side) => oneNumber(side, wanted, sides.length === 1));
  if (numbers.length === 1) return numbers[0];
  const exactOne = numbers.find((number) => !number.lone);
  if (!exactOne) unclear("That has more than one number: write one, or an expression and its result.");
  const expression = /** @type {Typed} */ (exactOne);
  for (const number of numbers) {
    if (!rounds(number, expression) && !rounds(expression, number)) {
      const [one, other] = [expression, number].map((each) => grouped(exactly(shareOf(each))));
      unclear(`The sides of = differ, ${one} and ${other}: write the one that you mean.`);
    }
  }
  const last = numbers[numbers.length - 1];
  return last.percent ? last : expression;
}

/** Read one number; one alone may be a range or the sides of a shape.
 * @param {string} text @param {Wanted} wanted @param {boolean} alone @returns {Typed} */
function oneNumber(text, wanted, alone) {
  text = text.trim();
  const { unit = "", whole = false } = wanted;
  const noun = nouns(wanted.units, whole).exec(text);
  if (noun) {
    text = text.slice(0, noun.index).trimEnd();
    if (!REMARK.test(text)) refuseOther(noun[0], PERCENT.test(text) ? "" : unit);
  }
  const short = wanted.approximate && PREFIXED.exec(text);
  if (short && short.groups && short.groups.prefix in HOUSE.thousands) {
    refuseOther(short.groups.noun ?? "", unit);
    return roundedNumber(short.groups.number, HOUSE.thousands[short.groups.prefix], wanted);
  }
  let bare = text.replace(PERCENT, "");
  const percent = bare !== text;
  refuseOpen(bare, whole, percent, alone);
  bare = ungrouped(bare, whole, Boolean(wanted.among));
  if (alone && RANGE.test(bare)) {
    const ends = wanted.among ? "Put a comma between two numbers" : "Write one number";
    unclear(`A range or a difference? ${ends}; a difference in parentheses: (a-b).`);
  }
  const science = SCIENTIFIC.exec(bare);
  if (science) bare = `${science[1]}e${science[2] ?? science[3]}`;
  if (DECIMAL.test(bare)) return loneDecimal(bare.replaceAll(" ", "").toLowerCase(), percent);
  return { value: evaluated(bare.replace(TIMES, "*")), percent, lone: false, digits: "", places: 0 };
}

/** Take a decimal and note how precise it claims to be. @param {string} text @param {boolean} percent
 * @returns {Typed} */
function loneDecimal(text, percent) {
  const value = literal(text);
  const [mantissa, exponent] = text.replace(/^[+-]+/, "").split("e");
  const [whole, decimals = ""] = mantissa.split(".");
  const places = decimals.length - Number(exponent || 0);
  if (places <= 0 && !decimals && !percent) return { value, percent: false, lone: true, digits: "", places: 0 };
  return { value, percent, lone: true, digits: (whole + decimals).replace(/^0+/, "") || "0", places };
}

/** Take a number in thousands, millions or billions: as precise as its digits.
 * @param {string} text @param {number} power @param {Wanted} wanted @returns {Typed} */
function roundedNumber(text, power, wanted) {
  const number = oneNumber(text, { ...wanted, approximate: false }, true);
  if (!number.lone || number.percent) unclear("Write one number before k, M or G, such as 41.5M.");
  const digits = number.digits || size(number.value.n).toString();
  return { ...number, value: times(number.value, ten(power)), digits, places: number.places - power };
}

const SIDES = /^(?:([0-9]+)\s*(?:[xX×]|by)\s*([0-9]+)|[0-9.]+(?:\s*by\s*[0-9.]+)+|[0-9.]+\s*[xX]\s*[0-9.]+)$/;

/** Refuse forms that people use for more than one thing.
 * @param {string} text @param {boolean} whole @param {boolean} percent @param {boolean} alone */
function refuseOpen(text, whole, percent, alone) {
  if (!text) unclear("There is no number: write one, such as 73856, or an expression, such as 3*3*64.");
  if ("~≈∼≃".includes(text[0])) {
    unclear("That says “about”: write the number alone, to the precision asked.");
  }
  if (PREFIXED.test(text)) {
    if (whole) unclear("An exact count is wanted: all digits, or an expression such as 3*3*64.");
    unclear("Write all digits, or 7.39e4, in place of a prefix such as k, M or G.");
  }
  if (whole && percent) unclear("A whole number is wanted, not a percentage.");
  if (/%\s*[-+*/)]/.test(text)) unclear("Percent or remainder? Write 0.5 for 50%, and a%(b) for a remainder.");
  const sides = alone && SIDES.exec(text);
  if (sides) {
    const one = sides[1] && sides[1] === sides[2] ? `One side: ${sides[1]}? ` : "";
    unclear(`${one}One number is wanted; for a product write * as in 32*32.`);
  }
  if (HEXADECIMAL.test(text)) unclear("Write numbers in decimal, and * for times.");
}

const RUN = /[0-9]+(?:[ ,'_.][0-9]+)+/g;
const RUN_IN_CALL = /[0-9]+(?:[ '_.][0-9]+)+/g;
const CALL = /(?:min|max|round)\s*\(/i;
const THOUSANDS = /^[1-9][0-9]{0,2}(?:([ ,'_])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]+)?|(?:\.[0-9]{3}){2,})$/;
const LONE_DOT = /^[1-9][0-9]{0,2}\.[0-9]{3}$/;
const PARTED = /^([0-9]+ [0-9]+)\s*\/\s*[0-9]+/;
const EXPONENT = new RegExp(`^(?:\\s*[eE]\\s*[+-]?[0-9]|\\s*[x×*]${TIMES_TEN})`);

/** Join the groups of three of every number; a group that might be decimals is unclear.
 * @param {string} text @param {boolean} whole @param {boolean} among */
function ungrouped(text, whole, among) {
  const call = CALL.test(text);
  if (call && /[0-9],[0-9]{3}(?![0-9])/.test(text)) {
    unclear("One number or two? Inside min( ) and max( ) put a space after the comma.");
  }
  return text.replace(call ? RUN_IN_CALL : RUN, (number, /** @type {number} */ place) => {
    const dots = number.split(".").length - 1;
    if (/^[0-9]+\.[0-9]+$/.test(number)) {
      if (whole && LONE_DOT.test(number) && !EXPONENT.test(text.slice(place + number.length))) {
        unclear(`${quoted(number)}: thousands or decimals? Write all digits without the point.`);
      }
      return number;
    }
    if (among && (/[ '_]/.test(number) || dots > 1)) {
      unclear(`${quoted(number)}: write one number here, with commas for thousands or none.`);
    }
    if (!THOUSANDS.test(number)) {
      const mixed = PARTED.exec(text.slice(place));
      if (mixed && mixed[1] === number) {
        unclear(`${quoted(mixed[0])}: a whole and a fraction? Write 5/2 or 2.5 for 2 1/2.`);
      }
      unclear(`${quoted(number)} is not one number: decimals take a point, thousands full groups of three.`);
    }
    if (!whole && /^[0-9]+,[0-9]{3}$/.test(number)) {
      unclear(`${quoted(number)}: thousands or decimals? Write a point for decimals, no separators.`);
    }
    number = number.replace(/[ ,'_]/g, "");
    return dots > 1 ? number.replaceAll(".", "") : number;
  });
}
