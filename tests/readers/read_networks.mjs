// Prints a network file as JSON, the way a JavaScript library reads it:
//   node read_networks.mjs graphology|graphology-graphml|graphology-gexf|@viz-js/viz FILE
// graphology reads its own JSON, @viz-js/viz (Graphviz) DOT. The form is that of read_networks.py. Libraries are looked for in
// the working folder and along NODE_PATH: npm install graphology graphology-graphml graphology-gexf @viz-js/viz

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const load = createRequire(join(process.cwd(), "resolve.cjs"));
const [library, path] = process.argv.slice(2);
const text = readFileSync(path, "utf8");

const known = (attributes, ...apart) =>
  Object.fromEntries(
    Object.entries(attributes).filter(([name, value]) => !apart.includes(name) && value !== null && value !== ""),
  );

/** `rgb(31,119,180)` as `#1f77b4`. */
function hex(colour) {
  const parts = colour.match(/^rgb\((\d+),(\d+),(\d+)\)$/);
  return parts ? "#" + parts.slice(1).map((part) => Number(part).toString(16).padStart(2, "0")).join("") : colour;
}

function node(id, { label, size, x, y, color, ...attributes }) {
  const looks = { size, x, y, colour: color && hex(color) };
  return { id, label, ...known(looks, ...Object.keys(looks).filter((name) => looks[name] === undefined)), attributes: known(attributes, "z") };
}

function graphology(graph) {
  return {
    node: graph.mapNodes(node),
    edge: graph.mapEdges((_, { weight, ...attributes }, source, target) => ({ source, target, weight, attributes: known(attributes) })),
  };
}

/** What Graphviz makes of DOT after its layout: all values are texts, sizes are inches, places points. */
async function graphviz() {
  const { instance } = await load("@viz-js/viz").instance().then((instance) => ({ instance }));
  const laid = JSON.parse(instance.renderString(text, { format: "json0" }));
  const typed = (value) => (value === "true" || value === "false" ? value === "true" : value.trim() !== "" && String(Number(value)) === value.replace(/\.0$/, "") ? Number(value) : value);
  // Graphviz keeps a backslash that stands before anything but a quotation mark.
  const plain = (value) => value.replaceAll("\\\\", "\\");
  const attributes = (object, prefix) =>
    Object.fromEntries(
      Object.entries(object)
        .filter(([name, value]) => name.startsWith(prefix) && value !== "")
        .map(([name, value]) => [name.slice(prefix.length), typed(plain(value))]),
    );
  // Graphviz moves a drawing so that its corner is the origin: places are taken from what it read.
  const place = (object) => text.match(new RegExp(`^${object.name} \\[.*?pos="([^"]*)!"`, "m"))?.[1].split(",").map(Number);
  const nodes = (laid.objects ?? []).map((object) => {
    const [x, y] = place(object) ?? [];
    const size = object.width && Math.round(Number(object.width) * 7200) / 100;
    return node(object.name, { label: plain(object.label), size, x, y, color: object.fillcolor, ...attributes(object, "n_") });
  });
  const name = (number) => laid.objects[number].name;
  const edges = (laid.edges ?? []).map((edge) => ({
    source: name(edge.tail), target: name(edge.head), weight: Number(edge.weight), attributes: attributes(edge, "e_"),
  }));
  return { node: nodes, edge: edges };
}

const readers = {
  graphology: () => graphology(load("graphology").from(JSON.parse(text))),
  "graphology-graphml": () => graphology(load("graphology-graphml").parse(load("graphology"), text)),
  "graphology-gexf": () =>
    // As Gephi Lite does.
    graphology(load("graphology-gexf").parse(load("graphology"), text, { allowUndeclaredAttributes: true, addMissingNodes: true })),
  "@viz-js/viz": graphviz,
};
process.stdout.write(JSON.stringify(await readers[library]()));
