// How numbers are written: for a learner to type, and for people to read.

/** @param {string} text */
const printed = (text) => text.replaceAll("-", "−");

/** Rounded half up, with so many decimals. @param {Fraction} a @param {number} places */
function decimal(a, places) {
  const digits = digitsOf(a, places);
  let text = digits.toString().padStart(Math.max(places, 0) + 1, "0");
  if (places > 0) text = `${text.slice(0, -places)}.${text.slice(-places)}`;
  return a.n < 0n && digits ? `-${text}` : text;
}

/** Without loss: as a decimal where that ends, otherwise as p/q. @param {Fraction} a */
function exactly(a) {
  if (isWhole(a)) return a.n.toString();
  let [twos, fives, rest] = [0, 0, a.d];
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  return rest === 1n ? decimal(a, Math.max(twos, fives)) : `${a.n}/${a.d}`;
}

/** Without loss, as p/q where its decimals could be thousands. @param {Fraction} a */
function asCount(a) {
  const text = exactly(a);
  return /^-?[1-9][0-9]{0,2}\.[0-9]{3}$/.test(text) ? `${a.n}/${a.d}` : text;
}

/** For people: 73,856. @param {string} text */
function grouped(text) {
  const [whole, ...tail] = text.split(/(?=\.)/);
  if (/^-*[0-9]+$/.test(whole)) {
    const digits = BigInt(whole.replaceAll("-", ""))
      .toString()
      .replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
    text = (whole.startsWith("-") ? "-" : "") + digits + tail.join("");
  }
  return printed(text);
}

/** @param {number} number @param {string} noun */
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
