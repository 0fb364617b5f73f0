// Several numbers in a stated order: shapes and grids.

const BATCH = /^(?:None|N|B|batch|\?|-1)$/i;
const DEPTH = /^(?:C|.*(?:channels|depth|maps))$/i;
/** Both sides of a map written as one: `46²`, as it is folded, or `46^2`. */
const SQUARED = /^([0-9]+) ?(?:\*\*|\^) ?\(?2\)?$/;
/** What else the axes of a map are called. */
const CALLED = {
  height: /(?<![a-z])(?:rows?|high|tall)(?![a-z])/gi,
  width: /(?<![a-z])(?:columns?|cols?|wide)(?![a-z])/gi,
};

/** @param {string} text @param {string[]} units @param {boolean} whole */
function entryOf(text, units, whole) {
  if (/^[+-]?0[0-9]/.test(text)) unclear(`${quoted(text)}: a number of a list has no leading zero.`);
  const number = typedNumber(text, { units, whole, among: true });
  if (number.percent) unclear("A percent sign has no meaning here: write plain numbers.");
  return number.value;
}

/** Take whole numbers in order, or by the names of their axes. @param {string} text @param {Answer} answer */
function readShape(text, answer) {
  const wanted = `Wanted: ${answer.form}`;
  const { axes, units, length } = answer;
  for (const [axis, called] of Object.entries(CALLED)) if (axes.includes(axis)) text = text.replace(called, axis);
  const pairs = labelled(text, axes);
  if (
    pairs.length &&
    fits(
      pairs.map(([name]) => name),
      axes,
    )
  ) {
    const pieces = new Map(pairs);
    return axes.map((name) => entryOf((pieces.get(name) ?? "").replace(/[)\] ]+$/, ""), units, true));
  }
  text = bareShape(text, answer);
  if (/^(?:(?<![0-9.])0[xX][0-9])/.test(text)) unclear("Write the numbers in decimal, such as 32, 32.");
  if (text.includes("@") && !(axes.length && DEPTH.test(axes[0]))) {
    unclear(`${wanted}, in this order, separated by commas.`);
  }
  const cuts = entryCuts(text);
  const entries = onlyEntries(cuts, answer);
  const square = cuts[0].map((piece) => SQUARED.exec(piece)?.[1]).find(Boolean);
  if (entries.length < length && answer.joint === "×" && square) {
    unclear(`Both sides, one by one: ${square}×${square}. ${wanted}.`);
  }
  if (entries.length === 1 && length > 1) unclear(`That is one number. ${wanted}, separated by commas.`);
  if (entries.length === length + 1 && equal(entries[0], ratio(1n))) {
    unclear(`Is the first 1 the batch? Leave it out. ${wanted}.`);
  }
  const oneByOne = entries.slice(1).every((entry, at) => equal(entry, plus(entries[at], ratio(1n))));
  if (entries.length > 2 && length === 2 && answer.joint !== "×" && oneByOne) {
    unclear(`Only the two ends? ${wanted}.`);
  }
  return entries;
}

/** Read the only cut that gives as many entries as are wanted, or the usual one.
 * @param {string[][]} cuts @param {Answer} answer */
function onlyEntries(cuts, answer) {
  cuts = cuts.map((pieces) => (hasBatch(pieces, answer) ? pieces.slice(1) : pieces));
  const fitting = cuts.filter((pieces) => pieces.length === answer.length);
  if (cuts.length > 1 && fitting.length !== 1) {
    unclear(`Thousands, or two numbers? Separate them by ; instead. Wanted: ${answer.form}.`);
  }
  let pieces = (fitting.length ? fitting : cuts)[0];
  if (pieces.length === answer.axes.length) {
    const entries = placed(pieces, answer.axes);
    if (!entries) unclear(`Wanted: ${answer.form}, in this order, or each with its name.`);
    pieces = answer.axes.map((name) => String(entries?.get(name)));
  }
  return pieces.map((piece) => entryOf(piece, answer.units, true));
}

/** Drop brackets and a noun about all entries, unless it is the name of the last axis.
 * @param {string} text @param {Answer} answer */
function bareShape(text, answer) {
  text = framed(text);
  const noun = nouns(answer.units, true).exec(text);
  if (noun && !answer.axes.some((name) => name.toLowerCase() === noun[0].toLowerCase())) {
    text = text.slice(0, noun.index).trimEnd();
  }
  return unwrapped(text);
}

/** @param {string[]} pieces @param {Answer} answer */
const hasBatch = (pieces, answer) =>
  answer.joint === "×" && pieces.length === answer.length + 1 && BATCH.test(pieces[0]);

/** Whether a shape that was read begins with a batch axis. @param {string} text @param {Answer} answer */
const batchLeftOut = (text, answer) => entryCuts(bareShape(text, answer)).some((pieces) => hasBatch(pieces, answer));

const ROW = "[({][^(){}]*,[^(){}]*[)}]";
/** Rows in parentheses or braces, as Python's tuples and other languages' arrays are printed: ((1, 2), (3, 4)). */
const TUPLES = new RegExp(`^[({]?\\s*${ROW}(?:\\s*,?\\s*${ROW})+\\s*[)}]?$`);

/** Take rows of numbers. @param {string} text @param {Answer} answer */
function readGrid(text, answer) {
  text = framed(text);
  if (TUPLES.test(text)) text = text.replace(/[({]/g, "[").replace(/[)}]/g, "]");
  const bracketed = text.includes("[");
  // Without a comma the parentheses hold one entry, such as (1/2), not the grid.
  if (text.includes(",")) text = unwrapped(text);
  const rows = rowsOf(text, answer.oneRow);
  if (rows.length && !bracketed && rows.every((row) => /^[0-9]{2,}$/.test(row))) {
    unclear(`One number, or its digits? Separate the numbers by commas: ${Array.from(rows[0]).join(", ")}.`);
  }
  const grid = rows.map((row) => rowEntries(row).map((entry) => entryOf(entry, answer.units, false)));
  if (new Set(grid.map((row) => row.length)).size !== 1) {
    unclear("The rows differ in length: separate rows by ; or / and numbers by commas.");
  }
  if (answer.oneRow && grid.length > 1) unclear("One row of numbers is wanted, separated by commas.");
  if (!answer.oneRow && grid.length === 1 && grid[0].length > 1) {
    unclear("That is one row: separate the rows by ; or /.");
  }
  return grid;
}
