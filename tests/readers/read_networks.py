"""Prints a network file as JSON, the way a Python library reads it: read_networks.py networkx|igraph|pyarrow FILE|FOLDER

networkx reads GraphML, GEXF, Pajek, Cytoscape JSON; igraph GraphML, Pajek; pyarrow the nodes.parquet and edges.parquet of a folder.
Every library and format gives the same form: nodes with id, label, size, x, y, colour, attributes; edges with source, target,
weight, attributes. Members that a format does not know or that have no value are left out. Pajek numbers its nodes.
"""

import json
import math
import os
import sys

LOOKS = ("size", "x", "y", "colour")


def known(attributes, *apart):
    def is_known(value):
        return not (value is None or value == "" or isinstance(value, float) and math.isnan(value))

    return {name: value for name, value in attributes.items() if name not in apart and is_known(value)}


def node(name, label, attributes, looks):
    attributes = known(attributes, "label", "id", "name", "value")
    if all(part in attributes for part in "rgb"):
        looks = looks | {"colour": "#{:02x}{:02x}{:02x}".format(*(int(attributes.pop(part)) for part in "rgb"))}
    for name_of, look in (("size", "size"), ("x", "x"), ("y", "y"), ("color", "colour")):
        if name_of in attributes:
            looks = {look: attributes.pop(name_of)} | looks
    return {"id": name, "label": label} | {look: looks[look] for look in LOOKS if look in looks} | {"attributes": attributes}


def edge(source, target, attributes):
    apart = ("weight", "id", "source", "target")
    return {"source": source, "target": target, "weight": attributes["weight"], "attributes": known(attributes, *apart)}


def viz(attributes):
    """What networkx makes of GEXF's `viz`."""
    viz = attributes.pop("viz", {})
    looks = {"size": viz["size"]} if "size" in viz else {}
    if "position" in viz:
        looks |= {"x": viz["position"]["x"], "y": viz["position"]["y"]}
    if "color" in viz:
        looks["colour"] = "#{r:02x}{g:02x}{b:02x}".format(**viz["color"])
    return looks


def rgb(text):
    """Pajek's `RGB1F77B4`."""
    assert text.startswith("RGB"), text
    return "#" + text[3:].lower()


def networkx(path):
    import networkx

    if path.endswith(".net"):
        graph = networkx.read_pajek(path)
        number = {name: attributes["id"] for name, attributes in graph.nodes(data=True)}
        nodes = []
        for name, attributes in graph.nodes(data=True):
            looks = {look: attributes[look] for look in ("x", "y") if look in attributes}
            looks |= {"colour": rgb(attributes["ic"])} if "ic" in attributes else {}
            nodes.append(node(attributes["id"], name, known(attributes, "x", "y", "shape", "ic"), looks))
        return nodes, [edge(number[a], number[b], attributes) for a, b, attributes in graph.edges(data=True)]
    if path.endswith(".cyjs"):
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        graph = networkx.cytoscape_graph(data)
        # networkx leaves places out. Those of a picture count from the top.
        places = {each["data"]["id"]: each["position"] for each in data["elements"]["nodes"] if "position" in each}
        nodes = []
        for name, attributes in graph.nodes(data=True):
            looks = {"x": places[name]["x"], "y": 0.0 - places[name]["y"]} if name in places else {}
            nodes.append(node(name, attributes["name"], attributes, looks))
        return nodes, [edge(*each) for each in graph.edges(data=True)]
    graph = networkx.read_gexf(path) if path.endswith(".gexf") else networkx.read_graphml(path)
    assert not graph.is_directed()
    nodes = []
    for name, attributes in graph.nodes(data=True):
        looks = viz(attributes)
        nodes.append(node(name, attributes.get("label"), attributes, looks))
    return nodes, [edge(*each) for each in graph.edges(data=True)]


def igraph(path):
    import igraph

    if path.endswith(".net"):
        graph = igraph.Graph.Read_Pajek(path)
        nodes = []
        for vertex in graph.vs:
            attributes = vertex.attributes()
            looks = {look: attributes[look] for look in ("x", "y") if look in attributes}
            looks |= {"colour": rgb(attributes["color"])} if "color" in attributes else {}
            nodes.append(node(str(vertex.index + 1), attributes["name"], {}, looks))
        return nodes, [edge(str(each.source + 1), str(each.target + 1), each.attributes()) for each in graph.es]
    graph = igraph.Graph.Read_GraphML(path)
    assert not graph.is_directed()
    names = graph.vs["id"]
    nodes = [node(vertex["id"], vertex["label"], vertex.attributes(), {}) for vertex in graph.vs]
    return nodes, [edge(names[each.source], names[each.target], each.attributes()) for each in graph.es]


def pyarrow(path):
    import pyarrow.parquet

    nodes = pyarrow.parquet.read_table(os.path.join(path, "nodes.parquet")).to_pylist()
    edges = pyarrow.parquet.read_table(os.path.join(path, "edges.parquet")).to_pylist()
    return (
        [node(row["id"], row["label"], row, {}) for row in nodes],
        [edge(row["source"], row["target"], row) for row in edges],
    )


if __name__ == "__main__":
    nodes, edges = {"networkx": networkx, "igraph": igraph, "pyarrow": pyarrow}[sys.argv[1]](sys.argv[2])
    json.dump({"node": nodes, "edge": edges}, sys.stdout)
