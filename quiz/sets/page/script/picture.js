// A demonstration: one frame, or several that are stepped through.

/** @param {{title: string, length: number, frames: {at: number, svg: string, says: string}[]}} picture */
function pictureOf(picture) {
  const { frames, length, title } = picture;
  const drawing = h("div", { class: "drawing" });
  const says = h("p", { class: "says" });
  const place = h("span", { class: "place" });
  const slider = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "range",
      min: 0,
      max: frames.length - 1,
      value: frames.length - 1,
      "aria-label": "Step",
      oninput: look,
    })
  );
  const back = button("‹", () => move(-1));
  const forth = button("›", () => move(1));
  back.setAttribute("aria-label", "Step back");
  forth.setAttribute("aria-label", "Step on");

  function look() {
    const frame = frames[Number(slider.value)];
    drawing.innerHTML = frame.svg;
    says.textContent = frame.says;
    place.textContent = `${frame.at} / ${length}`;
    slider.setAttribute("aria-valuetext", `step ${frame.at} of ${length}`);
  }

  /** @param {number} by */
  function move(by) {
    slider.value = String(Number(slider.value) + by);
    look();
  }

  look();
  const steps = frames.length > 1 && h("div", { class: "stepper" }, back, slider, forth, place);
  return h("figure", {}, h("figcaption", {}, title), drawing, steps, says);
}
