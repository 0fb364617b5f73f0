// Where an answer is given: a box, a box for each part, or buttons to choose from.

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
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      inputmode: byFinger() ? "decimal" : undefined,
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
    byFinger() && keysFor(part, box),
  );
}
