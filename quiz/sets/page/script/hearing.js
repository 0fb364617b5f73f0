// What an answer box says while one types: how a text is read, and no word of whether it is right.

/** Say what a text is read as, or what is unclear; nothing where nothing is typed. @param {Given} text
 * @param {Answer} answer */
function heard(text, answer) {
  const texts = typeof text === "string" ? [text] : Object.values(text);
  if (!texts.some((each) => bare(each))) return "";
  const reading = read(text, answer);
  if (reading.unclear) return reading.unclear;
  return `read as ${sized(answer, reading.value) || reading.echo || show(answer, reading.value)}`;
}

/** Write a value with the size of each grid; empty where there is none. @param {Answer} answer @param {Value} value
 * @param {string} [rows] @returns {string} */
function sized(answer, value, rows = "; ") {
  if (answer.kind === "Grid") return `${value.length}×${value[0].length}: ${show(answer, value, rows)}`;
  if (answer.kind !== "Parts" || !Object.values(answer.parts).some((part) => part.kind === "Grid")) return "";
  return Object.entries(answer.parts)
    .map(([name, part]) => `${name} ${sized(part, value[name], " / ") || show(part, value[name])}`)
    .join("; ");
}
