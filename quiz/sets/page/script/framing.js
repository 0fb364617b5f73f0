// What people and programs put around an answer: a label, a library's brackets, a full stop, line ends.

const LIBRARY = new RegExp(
  `^(?:[A-Za-z_][${WORD}]*\\.)*(?:as)?` +
    "(?:array|matrix|[Tt]ensor|(?:Tensor)?Shape|Size|u?int[1-9][0-9]?|float[1-9][0-9]?)" +
    "\\s*\\((.*?)(?:,\\s*(?:dtype|device|requires_grad|grad_fn)\\s*=.*)?\\)$",
  "u",
);
const LABEL = new RegExp(`^((?!\\p{Nd})[${WORD}](?:[${WORD} \\-]{0,30}[${WORD}])?)?\\s*[=:]\\s*`, "u");
const ANNOUNCED = new RegExp(`^\\s*(?:the\\s+)?answer\\s*(?:(?<![${WORD}])is(?![${WORD}])|[:=])\\s*`, "iu");

/** Join the lines of a text: `;` between rows and parts, otherwise a space. @param {string} text
 * @param {Answer} answer */
function oneLine(text, answer) {
  const rows = answer.kind === "Parts" || (answer.kind === "Grid" && !answer.oneRow);
  let joined = "";
  for (const line of text
    .split(LINE_END)
    .map((each) => words(each).join(" "))
    .filter(Boolean)) {
    // A stroke at the end of a line is where the row ends already.
    const separate = rows && joined && !joined.endsWith("/");
    joined = separate ? `${joined.replace(/[,; ]+$/, "")}; ${line}` : `${joined} ${line}`.trim();
  }
  return joined;
}

/** Drop what stands around an answer. @param {string} text @param {string} [unit] */
function framed(text, unit = "") {
  text = text
    .trim()
    .replace(/\s*[,;]$/, "")
    .replace(new RegExp(`(?<=[${WORD})\\]%])\\.$`, "u"), "");
  const label = labelOf(text);
  if (label) {
    refuseOther(label[1] ?? "", unit);
    text = text.slice(label[0].length);
  }
  const call = LIBRARY.exec(text);
  if (call) text = call[1].trim();
  return text || unclear("Nothing is typed yet.");
}

/** Match a label; a word of Python's is none, so that code is not taken for an answer. @param {string} text */
function labelOf(text) {
  const label = LABEL.exec(text);
  return label && text[label[0].length] !== "=" && !HOUSE.keywords.includes(label[1]) ? label : null;
}

/** @param {string[]} names */
const byLength = (names) =>
  names
    .map(escaped)
    .sort((a, b) => b.length - a.length)
    .join("|");

/** @param {string[]} names */
const spelling = (names) => new Map(names.map((name) => [name.toLowerCase(), name]));

/** Cut a text at `name=`, `name:`, `na:` or `name 5`; nothing unless it begins so. @param {string} text
 * @param {string[]} names
 * @returns {[string, string][]} */
function labelled(text, names) {
  const after = "(?:\\s*[=:]\\s*|\\s+(?=[-+.0-9([]))";
  const pattern = new RegExp(`(?<!\\w)(?:(${byLength(names)})${after}|([a-z]\\w*)\\s*[=:]\\s*)`, "gi");
  const found = names.length ? [...text.matchAll(pattern)] : [];
  const cuts = found.flatMap((each) => {
    const name = meant(each[1] ?? each[2], names);
    return name === null ? [] : [{ name, start: each.index, end: each.index + each[0].length }];
  });
  if (!cuts.length || stripped(text.slice(0, cuts[0].start), "([ ")) return [];
  return cuts.map(({ name, end }, at) => {
    const rest = text.slice(end, at + 1 < cuts.length ? cuts[at + 1].start : text.length);
    return [name, stripped(rest, " ,;")];
  });
}

/** The name that a label is, or the only one that begins with it: `W` for width; null if there is none.
 * @param {string} label @param {string[]} names */
function meant(label, names) {
  const spelled = spelling(names);
  const found = [...spelled.keys()].filter((name) => name.startsWith(label.toLowerCase()));
  return spelled.get(label.toLowerCase()) ?? (found.length === 1 ? (spelled.get(found[0]) ?? null) : null);
}

/** Take the name off a piece that begins or ends with it; null where it has none.
 * @param {string} text @param {string[]} names @returns {[string | null, string]} */
function namedPiece(text, names) {
  const spelled = spelling(names);
  const either = byLength([...spelled.keys()]);
  const before = new RegExp(`^(${either})(?:\\s*[=:]\\s*|\\s+)(\\S.*)$`, "i").exec(text);
  if (before) return [spelled.get(before[1].toLowerCase()) ?? null, before[2]];
  const short = /^([a-z]\w*)\s*[=:]\s*([^\s=].*)$/i.exec(text);
  const name = short && meant(short[1], names);
  if (name) return [name, short[2]];
  const after = new RegExp(`^(.*\\S)\\s+\\(?(${either})\\)?$`, "i").exec(text);
  return after ? [spelled.get(after[2].toLowerCase()) ?? null, after[1]] : [null, text];
}

/** Give each name its piece: as named where all are, else in order; null where a name contradicts the order.
 * @param {string[]} pieces @param {string[]} names @returns {Map<string, string> | null} */
function placed(pieces, names) {
  const found = pieces.map((piece) => namedPiece(piece, names));
  const said = found.map(([name]) => name ?? "").filter(Boolean);
  if (fits(said, names)) return new Map(found.map(([name, rest]) => [name ?? "", rest]));
  // Nouns, such as channels and channels.
  if (new Set(said).size < said.length) return new Map(names.map((name, at) => [name, pieces[at]]));
  const inOrder = found.every(([name], at) => name === null || name === names[at]);
  if (!inOrder || found.some(([name, rest]) => name === null && labelOf(rest))) return null;
  return new Map(names.map((name, at) => [name, found[at][1]]));
}

/** Whether names that are known are all of them, each once. @param {string[]} said @param {string[]} names */
const fits = (said, names) => said.length === names.length && new Set(said).size === names.length;
