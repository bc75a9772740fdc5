import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.gephi.graph.api.Column;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.Element;
import org.gephi.graph.api.Graph;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Node;
import org.gephi.graph.api.Table;
import org.gephi.graph.api.TimeRepresentation;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.importer.api.Report;
import org.gephi.io.processor.plugin.AppendProcessor;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.io.processor.spi.Processor;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

/**
 * Opens networks as Gephi's desktop does and tells, as one JSON object a line, what is in the workspace afterwards and what
 * the import report says.
 *
 * <p>Each argument is one network: a GraphML or GEXF file, or a folder whose nodes.csv is imported into a new workspace
 * and whose edges.csv is then appended to it. Settings are the importer's defaults throughout.
 */
public final class GephiCheck {
    private static final ImportController IMPORTER = Lookup.getDefault().lookup(ImportController.class);
    private static final ProjectController PROJECTS = Lookup.getDefault().lookup(ProjectController.class);
    private static final GraphController GRAPHS = Lookup.getDefault().lookup(GraphController.class);

    public static void main(String[] networks) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String network : networks) {
            out.println(check(new File(network)));
        }
        // Gephi's libraries leave threads behind.
        System.exit(0);
    }

    private static String check(File network) {
        Map<String, String> outcome = new LinkedHashMap<>();
        outcome.put("network", quote(network.getPath()));
        StringJoiner messages = new StringJoiner(",", "[", "]");
        PROJECTS.newProject();
        try {
            Workspace workspace = PROJECTS.getCurrentWorkspace();
            if (network.isDirectory()) {
                load(new File(network, "nodes.csv"), new DefaultProcessor(), workspace, messages);
                load(new File(network, "edges.csv"), new AppendProcessor(), workspace, messages);
            } else {
                load(network, new DefaultProcessor(), workspace, messages);
            }
            describe(GRAPHS.getGraphModel(workspace), outcome);
            outcome.put("description", quote(workspace.getWorkspaceMetadata().getDescription()));
        } catch (Exception | LinkageError problem) {
            outcome.put("error", quote(problem.toString()));
        } finally {
            PROJECTS.closeCurrentProject();
        }
        outcome.put("messages", messages.toString());
        return object(outcome);
    }

    private static void load(File file, Processor processor, Workspace workspace, StringJoiner messages) throws Exception {
        Container container = IMPORTER.importFile(file);
        if (container == null) {
            throw new IllegalArgumentException("no importer takes " + file);
        }
        // The desktop verifies before it shows the report; that is where edges of weight 0 go. Processing has a report of
        // its own, and puts it in the place of the container's.
        if (!container.verify()) {
            throw new IllegalArgumentException("not verified: " + file);
        }
        collect(container.getReport(), messages);
        IMPORTER.process(container, processor, workspace);
        collect(processor.getReport(), messages);
    }

    private static void collect(Report report, StringJoiner messages) {
        if (report == null) {
            return;
        }
        for (Iterator<Issue> issues = report.getIssues(Integer.MAX_VALUE); issues.hasNext(); ) {
            Issue issue = issues.next();
            messages.add(object(Map.of("level", quote(issue.getLevel().name()), "message", quote(issue.getMessage()))));
        }
    }

    private static void describe(GraphModel model, Map<String, String> outcome) {
        Graph graph = model.getGraph();
        boolean dynamic = model.getConfiguration().getTimeRepresentation() == TimeRepresentation.TIMESTAMP;
        StringJoiner nodes = new StringJoiner(",", "[", "]");
        for (Node node : graph.getNodes()) {
            Map<String, String> members = new LinkedHashMap<>();
            members.put("id", quote(node.getId().toString()));
            members.put("label", quote(node.getLabel()));
            members.put("size", Float.toString(node.size()));
            members.put("x", Float.toString(node.x()));
            members.put("y", Float.toString(node.y()));
            members.put("rgb", Integer.toString(node.getRGBA() & 0xffffff));
            members.put("attributes", attributes(node));
            if (dynamic) {
                members.put("times", Arrays.toString(node.getTimestamps()));
            }
            nodes.add(object(members));
        }
        double weights = 0;
        StringJoiner edges = new StringJoiner(",", "[", "]");
        for (Edge edge : graph.getEdges()) {
            weights += edge.getWeight();
            Map<String, String> members = new LinkedHashMap<>();
            members.put("id", quote(edge.getId().toString()));
            members.put("source", quote(edge.getSource().getId().toString()));
            members.put("target", quote(edge.getTarget().getId().toString()));
            members.put("directed", Boolean.toString(edge.isDirected()));
            members.put("weight", Double.toString(edge.getWeight()));
            members.put("attributes", attributes(edge));
            if (dynamic) {
                members.put("times", Arrays.toString(edge.getTimestamps()));
                StringJoiner yearly = new StringJoiner(",", "[", "]");
                for (double time : edge.getTimestamps()) {
                    yearly.add(Double.toString(edge.getWeight(time)));
                }
                members.put("yearly", yearly.toString());
            }
            edges.add(object(members));
        }
        outcome.put("nodes", Integer.toString(graph.getNodeCount()));
        outcome.put("edges", Integer.toString(graph.getEdgeCount()));
        outcome.put("weights", Double.toString(weights));
        outcome.put("node_columns", columns(model.getNodeTable()));
        outcome.put("edge_columns", columns(model.getEdgeTable()));
        outcome.put("node", nodes.toString());
        outcome.put("edge", edges.toString());
    }

    /** Columns that a user would see beside those every table has, with their types. */
    private static String columns(Table table) {
        Map<String, String> types = new LinkedHashMap<>();
        for (Column column : table) {
            if (!column.isProperty()) {
                types.put(column.getTitle(), quote(column.getTypeClass().getSimpleName()));
            }
        }
        return object(types);
    }

    private static String attributes(Element element) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Column column : element.getTable()) {
            Object value = column.isProperty() ? null : element.getAttribute(column);
            if (value != null) {
                boolean bare = value instanceof Boolean || value instanceof Number && !value.toString().matches(".*[IN].*");
                values.put(column.getTitle(), bare ? value.toString() : quote(value.toString()));
            }
        }
        return object(values);
    }

    /** A JSON object of members whose values are JSON already. */
    private static String object(Map<String, String> members) {
        StringJoiner object = new StringJoiner(",", "{", "}");
        members.forEach((name, value) -> object.add(quote(name) + ":" + value));
        return object.toString();
    }

    private static String quote(String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter == '"' || letter == '\\') {
                quoted.append('\\').append(letter);
            } else if (letter < ' ') {
                quoted.append(String.format("\\u%04x", (int) letter));
            } else {
                quoted.append(letter);
            }
        }
        return quoted.append('"').toString();
    }
}
