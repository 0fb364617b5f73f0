// Where an answer is given: a box, a box for each part, or buttons to choose from.

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

/** The boxes of an ask: what stands in them, what they are, and the first, which takes the keyboard.
 * @param {Answer} answer @param {Given} typed @param {() => void} changed */
function boxesOf(answer, typed, changed) {
  const parts = Object.entries(answer.kind === "Parts" ? answer.parts : { "": answer });
  /** @type {Map<string, string>} */
  const texts = new Map(parts.map(([name]) => [name, typeof typed === "string" ? (name ? "" : typed) : typed[name]]));
  const put = (/** @type {string} */ name, /** @type {string} */ text) => {
    texts.set(name, text);
    changed();
  };
  const fields = parts.map(([name, part], at) => fieldOf(name, part, at, texts.get(name) ?? "", put));
  return {
    element: h("div", { class: "boxes" }, ...fields),
    text: () => (answer.kind === "Parts" ? Object.fromEntries(texts) : (texts.get("") ?? "")),
    first: () => /** @type {HTMLElement | null} */ (fields[0].querySelector("input, textarea")),
  };
}

/** @param {string} name @param {Answer} part @param {number} at @param {string} text
 * @param {(name: string, text: string) => void} put */
function fieldOf(name, part, at, text, put) {
  const label = name || "Your answer";
  if (part.kind === "Choice") {
    const choices = part.options.map((option) => /** @type {[string, string]} */ ([option, option]));
    return pills(label, `box${at}`, choices, text, (value) => put(name, value));
  }
  const rows = part.kind === "Grid" && !part.oneRow;
  const box = /** @type {HTMLInputElement} */ (
    h(rows ? "textarea" : "input", {
      id: `box${at}`,
      maxlength: 200,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      "aria-describedby": `form${at} heard`,
      rows: rows ? 3 : undefined,
      oninput: () => put(name, box.value),
    })
  );
  box.value = text;
  return h(
    "div",
    { class: "field" },
    h("label", { for: `box${at}` }, label),
    h("span", { class: "form", id: `form${at}` }, part.form),
    box,
  );
}
