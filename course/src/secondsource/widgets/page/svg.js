// Nodes of a drawing, whose text is always text.
const SVG = "http://www.w3.org/2000/svg";
export const svg = (tag, attributes, text = "") => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
};
