/* Makes elements. Text goes in as text: nothing in the widget ever parses a string as HTML. */

/* `attributes`: a function is a listener, true an attribute without a value; false, null and undefined are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}
