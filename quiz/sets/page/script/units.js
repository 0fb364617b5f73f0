// Nouns after a number: which of them may follow any answer, and which contradict what is asked.

const NOUN = `(?:${Object.values(HOUSE.families).join("|")})s?`;
const PREFIXED = new RegExp(
  `^(?<number>.*[0-9.])\\s*(?<prefix>${Object.keys(HOUSE.thousands).join("|")}|[mg])\\s*(?<noun>${anyCase(NOUN)})?$`,
);

/** @type {Map<string, RegExp>} */
const nounPatterns = new Map();

/** Match nouns after a number; a letter only in its own case, no k, M or G where a count is exact.
 * @param {string[]} units @param {boolean} whole */
function nouns(units, whole) {
  const key = JSON.stringify([units, whole]);
  let pattern = nounPatterns.get(key);
  if (!pattern) {
    const extra = units.filter((unit) => !(whole && ["k", "M", "G"].includes(unit)));
    const letters =
      extra
        .filter((unit) => Array.from(unit).length === 1)
        .map(escaped)
        .join("|") || "(?!)";
    const longer =
      extra
        .filter((unit) => Array.from(unit).length > 1)
        .map(escaped)
        .join("|") || "(?!)";
    const noun = `(?:${letters}|${anyCase(`${longer}|${NOUN}`)})`;
    const named = `${noun}(?:\\s+${noun})*`;
    pattern = new RegExp(`(?<=[0-9.)%\\s])(?:${named}|\\(\\s*${named}\\s*\\))(?:\\s*\\(\\s*${named}\\s*\\))?$`);
    nounPatterns.set(key, pattern);
  }
  return pattern;
}

/** Refuse a noun that says another thing than what is asked. @param {string} said @param {string} unit */
function refuseOther(said, unit) {
  const spoken = said.match(/[A-Za-z][A-Za-z-]*/g) || [];
  if (unit in HOUSE.rates) {
    if (spoken.length && spoken.every(familyOf)) {
      unclear(`${HOUSE.rates[unit]} is wanted, and that says ${spoken.join(" ")}: write the number alone.`);
    }
    return;
  }
  const wanted = familyOf(unit) || unit;
  for (const word of wanted ? spoken : []) {
    if ((familyOf(word) || wanted) !== wanted) {
      unclear(`${unit} are wanted, and that says ${word}: write the number of ${unit}.`);
    }
  }
}

/** @param {string} noun */
const familyOf = (noun) =>
  Object.keys(HOUSE.families).find((name) => new RegExp(`^(?:(?:${HOUSE.families[name]})s?)$`, "i").test(noun)) || "";

/** Whether a word may stand behind any number. @param {string} word */
const isNoun = (word) => new RegExp(`^(?:${NOUN})$`, "i").test(word);
