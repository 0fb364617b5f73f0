// Elements of the page.

/** @typedef {Node | string | null | undefined | false} Child */

/** Make an element: `on…` are listeners, `html` is mark-up of our own. @param {string} name
 * @param {Record<string, any>} [attributes] @param {...Child} children @returns {HTMLElement} */
function h(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "html") made.innerHTML = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
  return made;
}

/** @param {string} label @param {() => void} act @param {string} [looks] */
const button = (label, act, looks = "") => h("button", { type: "button", class: looks, onclick: act }, label);

/** Radio buttons that look like one row of buttons; `pick` is told what was chosen. @param {Child} legend
 * @param {string} group @param {[string, string][]} choices @param {string} chosen
 * @param {(value: string) => void} pick */
function pills(legend, group, choices, chosen, pick) {
  const pill = (/** @type {[string, string]} */ [value, label]) =>
    h(
      "label",
      { class: "pill" },
      h("input", { type: "radio", name: group, value, checked: value === chosen, onchange: () => pick(value) }),
      h("span", {}, label),
    );
  return h("fieldset", { class: "pills" }, h("legend", {}, legend), ...choices.map(pill));
}

/** @param {string} summary @param {boolean} open @param {...Child} children */
const folding = (summary, open, ...children) => h("details", { open }, h("summary", {}, summary), ...children);
