// Where a text of several numbers is cut: at semicolons, commas, spaces, strokes, or between the sides of a shape.

const BETWEEN_SIDES = new RegExp(`×|(?<![A-Za-z])[xX](?=\\s*[-+0-9.(])|(?<![${WORD}])(?:by|to)(?![${WORD}])|@`, "u");
/** Plain numbers with spaces between, also signs of fractions, which stand in parentheses by now. */
const SPACED = /^[+-]?(?:[0-9./]+|\([0-9./]+\))(?: +[+-]?(?:[0-9./]+|\([0-9./]+\)))+$/;
const AND = /,? and /giu;
const GROUP_OF_THREE = /(?<![0-9,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])/;

/** The places of a sign outside all brackets. @param {string} text @param {string} wanted @param {string} [brackets] */
function outside(text, wanted, brackets = "([{)]}") {
  const half = brackets.length / 2;
  let depth = 0;
  /** @type {number[]} */
  const places = [];
  for (let place = 0; place < text.length; place += 1) {
    depth += step(text[place], brackets.slice(0, half), brackets.slice(half));
    if (depth === 0 && text[place] === wanted) places.push(place);
  }
  return places;
}

/** Cut out the signs at these places, and the spaces about them. @param {string} text @param {number[]} places */
function cut(text, places) {
  const starts = [0, ...places.map((place) => place + 1)];
  return [...places, text.length].map((place, at) => text.slice(starts[at], place).trim());
}

/** Cut at semicolons outside brackets; one at the end cuts nothing. @param {string} text */
function atSemicolons(text) {
  text = text.replace(/[; ]+$/, "");
  return cut(text, outside(text, ";"));
}

/** How commas can be meant: each, or only those before a space, ends an entry; one at the end cuts nothing. An `and` is
 * a comma before a space. @param {string} text */
function commaCuts(text) {
  text = text.replace(AND, ", ").replace(/[, ]+$/, "");
  const every = outside(text, ",");
  const spaced = every.filter((place) => text[place + 1] === " ");
  const both =
    spaced.length && spaced.length < every.length && cut(text, spaced).some((each) => GROUP_OF_THREE.test(each));
  return both ? [cut(text, every), cut(text, spaced)] : [cut(text, every)];
}

/** How a text may be cut into entries, the usual way first. @param {string} text */
function entryCuts(text) {
  const pieces = atSemicolons(text);
  if (pieces.length > 1) return [pieces];
  const cuts = commaCuts(text);
  if (cuts[0].length > 1) return cuts;
  return [SPACED.test(text) ? words(text) : text.split(BETWEEN_SIDES).map((piece) => piece.trim())];
}

/** Cut one row of a grid at its commas, or at the spaces between plain numbers. @param {string} row */
function rowEntries(row) {
  const cuts = commaCuts(row);
  if (cuts.length > 1) unclear("Thousands, or two numbers? A grid's numbers take no separators of thousands.");
  return cuts[0].length === 1 && SPACED.test(row) ? words(row) : cuts[0];
}

/** Cut a grid into rows: at `;` or between brackets, else, unless one row is wanted, at `/`.
 * @param {string} text @param {boolean} one */
function rowsOf(text, one) {
  text = text.replace(/\]\s*[,;]?\s*\[/g, "];[");
  while (text.startsWith("[") && unwrapped(text) !== text) text = unwrapped(text);
  const pieces = cut(text, outside(text, ";"))
    .map((row) => stripped(row, "[] "))
    .filter(Boolean);
  if (pieces.length > 1 || one) return pieces;
  const strokes = outside(text, "/", "()");
  const spaced = strokes.filter((place) => text.slice(place - 1, place + 2) === " / ");
  return cut(text, spaced.length ? spaced : strokes).map((row) => stripped(row, "[] "));
}

/** How a text without semicolons may be cut into parts. @param {string} text */
const partCuts = (text) => [...commaCuts(text), words(text)];
