// ForceAtlas2 of graphology on a network in CSV.
//
//     node forceatlas2.mjs MODULES FOLDER ITERATIONS
//
// Prints seconds for an iteration as JSON. The settings are those of our own default: linear attraction, weights as they
// are, Barnes and Hut's tree with an angle of 1.2.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, folder, iterations] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const Graph = require("graphology");
const forceAtlas2 = require("graphology-layout-forceatlas2");

const rows = (name) => readFileSync(`${folder}/${name}.csv`, "utf8").trimEnd().split("\n").slice(1);
const graph = new Graph.UndirectedGraph();
let seed = 1;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
rows("coauthors_nodes").forEach((_, node) => graph.addNode(node, { x: 1000 * random(), y: 1000 * random() }));
for (const row of rows("coauthors")) {
  const [source, target, weight] = row.split(",", 3);
  graph.addEdge(source, target, { weight: Number(weight) });
}
const settings = { barnesHutOptimize: true, barnesHutTheta: 1.2, edgeWeightInfluence: 1, scalingRatio: 2, gravity: 1 };
const start = process.hrtime.bigint();
const places = forceAtlas2(graph, { iterations: Number(iterations), settings, getEdgeWeight: "weight" });
const seconds = Number(process.hrtime.bigint() - start) / 1e9 / Number(iterations);
const outcome = { nodes: Object.keys(places).length };
console.log(JSON.stringify({ peer: "graphology", seconds, memory: process.resourceUsage().maxRSS * 1024, outcome }));
