// Numbers held exactly: n/d in lowest terms, d above 0.

/** @typedef {{n: bigint, d: bigint}} Fraction */

/** @param {bigint} a */
const size = (a) => (a < 0n ? -a : a);

/** @param {bigint} n @param {bigint} [d] @returns {Fraction} */
function ratio(n, d = 1n) {
  if (d < 0n) [n, d] = [-n, -d];
  let [a, b] = [size(n), d];
  while (b) [a, b] = [b, a % b];
  return { n: n / a, d: d / a };
}

/** The power of ten, which may be negative. @param {number} power @returns {Fraction} */
const ten = (power) => (power < 0 ? ratio(1n, 10n ** BigInt(-power)) : ratio(10n ** BigInt(power)));

/** Read `12`, `-3/4`, `1.5e-7`. @param {string} text @returns {Fraction} */
function exact(text) {
  const [n, d] = text.split("/");
  if (d) return ratio(BigInt(n), BigInt(d));
  const [mantissa, exponent] = text.toLowerCase().replace("+", "").split("e");
  const [whole, decimals = ""] = mantissa.split(".");
  const digits = ratio(BigInt(whole.replace("-", "") + decimals || "0"));
  const value = times(digits, ten(Number(exponent || 0) - decimals.length));
  return whole.startsWith("-") ? minus(value) : value;
}

/** @param {Fraction} a @returns {Fraction} */
const minus = (a) => ({ n: -a.n, d: a.d });
/** @param {Fraction} a @returns {Fraction} */
const absolute = (a) => ({ n: size(a.n), d: a.d });
/** @param {Fraction} a @param {Fraction} b */
const plus = (a, b) => ratio(a.n * b.d + b.n * a.d, a.d * b.d);
/** @param {Fraction} a @param {Fraction} b */
const less = (a, b) => plus(a, minus(b));
/** @param {Fraction} a @param {Fraction} b */
const times = (a, b) => ratio(a.n * b.n, a.d * b.d);
/** @param {Fraction} a @param {Fraction} b */
const over = (a, b) => ratio(a.n * b.d, a.d * b.n);
/** Below 0, 0 or above, as a is to b. @param {Fraction} a @param {Fraction} b */
const compared = (a, b) => Number(a.n * b.d - b.n * a.d > 0n) - Number(a.n * b.d - b.n * a.d < 0n);
/** @param {Fraction} a @param {Fraction} b */
const equal = (a, b) => a.n === b.n && a.d === b.d;
/** @param {Fraction} a */
const isWhole = (a) => a.d === 1n;
/** Rounded down. @param {Fraction} a */
const floored = (a) => (a.n >= 0n || a.d === 1n ? a.n / a.d : -((-a.n + a.d - 1n) / a.d));

/** The nearest number that a machine holds. @param {Fraction} a */
function machine(a) {
  const shift = Math.max(0, a.d.toString(2).length - size(a.n).toString(2).length + 66);
  const scaled = size(a.n) << BigInt(shift);
  const sticky = scaled % a.d ? 1n : 0n;
  return (a.n < 0n ? -1 : 1) * Number((scaled / a.d) | sticky) * 2 ** -shift;
}

/** The digits of the size of a value, rounded half up to so many decimals. @param {Fraction} a
 * @param {number} places */
function digitsOf(a, places) {
  const up = 10n ** BigInt(Math.max(places, 0));
  const down = 10n ** BigInt(Math.max(-places, 0));
  const unit = a.d * down;
  return ((2n * size(a.n) * up + unit) / (2n * unit)) * down;
}

/** Rounded to so many decimals; a half goes away from zero. @param {Fraction} a @param {number} places */
function halfUp(a, places) {
  const digits = digitsOf(a, places);
  return ratio(a.n < 0n ? -digits : digits, 10n ** BigInt(Math.max(places, 0)));
}

/** How many decimals leave so many significant figures. @param {Fraction} a @param {number} figures */
function placesFor(a, figures) {
  if (!a.n) return 0;
  const above = size(a.n).toString().length - a.d.toString().length;
  const reached = size(a.n) * 10n ** BigInt(Math.max(-above, 0)) >= a.d * 10n ** BigInt(Math.max(above, 0));
  return figures - 1 - (reached ? above : above - 1);
}

/** @param {Fraction} a @param {number} figures */
const toFigures = (a, figures) => halfUp(a, placesFor(a, figures));
