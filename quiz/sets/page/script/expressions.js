// Arithmetic in typed answers: exact fractions, a fixed list of functions, and nothing that can grow.

const MAX_EXPONENT = 64;
const MAX_BITS = 512;
/** One part in so many of a number is what a few steps in floats may be off. */
const FLOATS_TELL = 10n ** 14n;
/** The denominators of floats are larger. */
const LONGEST_TYPED = 10n ** 6n;
const NUMBER = "(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:\\s*[eE]\\s*[+-]?[0-9]+)?";
const WORD = "\\p{L}\\p{N}_";
const TOKEN = new RegExp(
  `\\s*(?:(?<number>${NUMBER})|(?<word>(?!\\p{Nd})[${WORD}]+)|(?<sign>\\*\\*|//|[\\-+*/%^(),]))`,
  "uy",
);
const WORDS = new RegExp(`(?<![${WORD}])(?!\\p{Nd})[${WORD}]+`, "gu");
const HINT = "Write a number, or an expression such as 3*3*64+64 with * for times.";
const SYNTAX = `That cannot be worked out. ${HINT}`;
const TOO_LARGE = `That number is too large: exponents go up to ${MAX_EXPONENT}.`;

/** @typedef {Fraction | string} Computed  A number, or the name of a function that stands alone. */
/** @typedef {{run: () => Computed, name?: string}} Piece  A piece of an expression, perhaps a function's name. */

/** @returns {never} */
const cannot = () => unclear(SYNTAX);

/** @param {Fraction} a */
function small(a) {
  return size(a.n).toString(2).length > MAX_BITS || a.d.toString(2).length > MAX_BITS ? unclear(TOO_LARGE) : a;
}

/** Take a number for the whole one that it would be if roots were not floats. @param {Fraction} a */
function settled(a) {
  const nearest = halfUp(a, 0);
  const off = times(absolute(less(a, nearest)), ratio(FLOATS_TELL));
  return a.d > LONGEST_TYPED && compared(off, absolute(nearest)) < 0 ? nearest : a;
}

/** Read one decimal, with or without an exponent, exactly. @param {string} text */
function literal(text) {
  text = text.replaceAll(" ", "").toLowerCase();
  const exponent = text.split("e")[1] || "0";
  if (exponent.length > 4 || Math.abs(Number(exponent)) > MAX_EXPONENT) unclear(TOO_LARGE);
  return small(exact(text));
}

/** Work out an expression exactly. @param {string} text */
function evaluated(text) {
  const value = new Parser(tokensOf(text.trimEnd())).parsed().run();
  return typeof value === "string" ? cannot() : value;
}

/** @param {string} text @returns {Computed[]} Numbers, names and signs, in which `^` is `**`. */
function tokensOf(text) {
  /** @type {Computed[]} */
  const source = [];
  const divided = [false];
  let place = 0;
  while (place < text.length) {
    TOKEN.lastIndex = place;
    const token = TOKEN.exec(text);
    if (!token) unclear(`${quoted(Array.from(text.slice(place).trim())[0] ?? "")} is not understood. ${HINT}`);
    const { number, word, sign } = /** @type {Record<string, string>} */ (token.groups);
    place = TOKEN.lastIndex;
    const last = source.at(-1);
    if (sign === "(") {
      if (source.length && (typeof last !== "string" || last === ")") && isComputed(text, place)) {
        if (token[0] !== "(") unclear("A factor, or a remark? Before a parenthesis write * for times.");
        if (divided.at(-1)) unclear("That divides by one factor or by both: write 1/(2*(3+4)) or 1/2*(3+4).");
        source.push("*");
      }
      divided.push(false);
    } else if (sign === ")") {
      divided.pop();
      if (!divided.length) divided.push(false);
    } else if (sign) {
      divided[divided.length - 1] = ["/", "//", "%", "^", "**"].includes(sign);
    }
    if (number) source.push(literal(number));
    else if (word && !FUNCTIONS.has(word.toLowerCase())) unclear(`${quoted(strange(text, word))} is not understood. ${HINT}`);
    else source.push(word ? word.toLowerCase() : sign === "^" ? "**" : sign);
  }
  return source;
}

/** The first word that is neither a function nor a noun, which would be understood alone.
 * @param {string} text @param {string} word */
const strange = (text, word) =>
  (text.match(WORDS) || []).find((each) => !FUNCTIONS.has(each.toLowerCase()) && !isNoun(each)) || word;

/** Whether an expression stands behind an opening parenthesis, not a lone number or a list.
 * @param {string} text @param {number} start */
function isComputed(text, start) {
  let [inner, depth] = ["", 1];
  for (const sign of text.slice(start)) {
    depth += step(sign, "(", ")");
    if (depth === 0) break;
    inner += sign;
  }
  return /[0-9)]\s*[-+*/%^]/.test(inner) && outside(inner, ",").length === 0;
}

/** Reads an expression by Python's grammar; what it returns works it out, in Python's order. */
class Parser {
  /** @param {Computed[]} tokens */
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }

  /** @param {string[]} signs */
  next(...signs) {
    const token = this.tokens[this.at];
    if (typeof token !== "string" || !signs.includes(token)) return "";
    this.at += 1;
    return token;
  }

  parsed() {
    const made = this.list("");
    return this.at === this.tokens.length ? made : cannot();
  }

  /** One expression, or several with commas between, which mean nothing. @param {string} end @returns {Piece} */
  list(end) {
    const { made, plain } = this.entries(end);
    return plain && made.length === 1 ? made[0] : NOTHING;
  }

  /** @param {string} end */
  entries(end) {
    /** @type {Piece[]} */
    const made = [];
    let [comma, starred] = ["", false];
    while (this.at < this.tokens.length && this.tokens[this.at] !== end) {
      if (made.length && !comma) cannot();
      const star = this.next("*", "**");
      const node = this.sum();
      starred ||= Boolean(star);
      made.push(star ? NOTHING : node);
      comma = this.next(",");
    }
    if (!made.length && !end) cannot();
    return { made, plain: !comma && !starred };
  }

  /** @returns {Piece} */
  sum() {
    let left = this.product();
    for (let sign = this.next("+", "-"); sign; sign = this.next("+", "-")) left = binary(sign, left, this.product());
    return left;
  }

  product() {
    let left = this.signed();
    for (let sign = this.next(...TIMES_LIKE); sign; sign = this.next(...TIMES_LIKE)) {
      left = binary(sign, left, this.signed());
    }
    return left;
  }

  /** @returns {Piece} */
  signed() {
    const sign = this.next("+", "-");
    if (!sign) return this.power();
    const operand = this.signed();
    const run = () => {
      const value = operand.run();
      return typeof value === "string" ? cannot() : sign === "-" ? minus(value) : value;
    };
    return { run };
  }

  /** @returns {Piece} */
  power() {
    const base = this.primary();
    return this.next("**") ? binary("**", base, this.signed()) : base;
  }

  /** @returns {Piece} */
  primary() {
    let made = this.atom();
    while (this.next("(")) {
      const [{ name }, { made: given }] = [made, this.entries(")")];
      if (!this.next(")")) cannot();
      made = { run: () => called(name, given) };
    }
    return made;
  }

  /** @returns {Piece} */
  atom() {
    const token = this.tokens[this.at];
    this.at += 1;
    if (token === "(") {
      const made = this.list(")");
      return this.next(")") ? made : cannot();
    }
    if (typeof token === "string") return FUNCTIONS.has(token) ? { run: () => token, name: token } : cannot();
    return token ? { run: () => token } : cannot();
  }
}

/** What reads, and can be worked out in no way. @type {Piece} */
const NOTHING = { run: cannot };
const TIMES_LIKE = ["*", "/", "//", "%"];

/** @param {string} sign @param {Piece} left @param {Piece} right @returns {Piece} */
function binary(sign, left, right) {
  const run = () => {
    const [a, b] = [left.run(), right.run()];
    return typeof a === "string" || typeof b === "string" ? cannot() : small(settled(OPERATORS[sign](a, b)));
  };
  return { run };
}

/** @param {string | undefined} name @param {Piece[]} given */
function called(name, given) {
  const [run, least, most] = FUNCTIONS.get(name ?? "") ?? cannot();
  const values = given.map((each) => each.run());
  if (values.some((each) => typeof each === "string") || values.length < least || values.length > most) cannot();
  return small(settled(run(.../** @type {Fraction[]} */ (values))));
}

/** @param {number} a */
const real = (a) => (Number.isFinite(a) ? exact(String(a)) : cannot());

/** @param {Fraction} a @param {Fraction} b */
function divided(a, b) {
  return b.n ? over(a, b) : unclear("That divides by zero.");
}

/** @param {Fraction} a @param {Fraction} b */
const quotient = (a, b) => ratio(floored(divided(a, b)));

/** @param {Fraction} a @param {Fraction} b */
function raised(a, b) {
  if (compared(absolute(b), ratio(BigInt(MAX_EXPONENT))) > 0) unclear(TOO_LARGE);
  if (!isWhole(b)) return equal(b, ratio(1n, 2n)) ? root(a) : real(machine(a) ** machine(b));
  return b.n < 0n ? divided(ratio(1n), ratio(a.n ** -b.n, a.d ** -b.n)) : ratio(a.n ** b.n, a.d ** b.n);
}

/** @param {bigint} a */
function wholeRoot(a) {
  if (a < 2n) return a;
  let guess = 1n << BigInt(Math.ceil(a.toString(2).length / 2));
  for (let next = (guess + a / guess) / 2n; next < guess; next = (guess + a / guess) / 2n) guess = next;
  return guess;
}

/** @param {Fraction} a */
function root(a) {
  if (a.n < 0n) unclear("A negative number has no square root.");
  const found = ratio(wholeRoot(a.n), wholeRoot(a.d));
  return equal(times(found, found), a) ? found : real(Math.sqrt(machine(a)));
}

/** @param {Fraction} a */
const log2 = (a) => (a.n > 0n ? real(Math.log2(Number(a.n)) - Math.log2(Number(a.d))) : cannot());

/** @param {Fraction} a @param {Fraction} [places] */
function rounded(a, places = ratio(0n)) {
  return isWhole(places) && size(places.n) <= BigInt(MAX_EXPONENT) ? halfUp(a, Number(places.n)) : cannot();
}

/** @type {Record<string, (a: Fraction, b: Fraction) => Fraction>} */
const OPERATORS = {
  "+": plus,
  "-": less,
  "*": times,
  "/": divided,
  "//": quotient,
  "%": (a, b) => less(a, times(b, quotient(a, b))),
  "**": raised,
};
/** With the least and the greatest number of what they take.
 * @type {Map<string, [(...given: Fraction[]) => Fraction, number, number]>} */
const FUNCTIONS = new Map([
  ["floor", [(a) => ratio(floored(a)), 1, 1]],
  ["ceil", [(a) => ratio(-floored(minus(a))), 1, 1]],
  ["sqrt", [root, 1, 1]],
  ["log2", [log2, 1, 1]],
  ["min", [(...given) => given.reduce((a, b) => (compared(b, a) < 0 ? b : a)), 2, Infinity]],
  ["max", [(...given) => given.reduce((a, b) => (compared(b, a) > 0 ? b : a)), 2, Infinity]],
  ["abs", [absolute, 1, 1]],
  ["round", [rounded, 1, 2]],
]);
