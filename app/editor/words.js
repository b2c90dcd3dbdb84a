// Sentences as the core words them, drawn: what stands in backquotes is code.

/** Adds a line with a sentence to a box, under a class; nothing where there is none. */
export function say(box, text, name) {
  if (!text) return;
  const line = box.appendChild(document.createElement("div"));
  line.className = name;
  text.split("`").forEach((part, at) => {
    if (at % 2 === 0) line.append(part);
    else line.appendChild(document.createElement("code")).textContent = part;
  });
}
