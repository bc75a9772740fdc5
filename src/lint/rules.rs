//! The rules: what happens, to whom, how bad it is, and what to do about it.
//!
//! A finding begins with what stands in the file; the rule's text goes on from there.

use super::{Program, Programs, Severity};

/// One thing that some program does to a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The files it is about: `GraphML`, `text`.
    pub area: &'static str,
    /// Short stable name, for machines: `key-after-graph`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The programs that do it.
    pub programs: Programs,
    /// What happens: lower case, no final stop.
    pub what: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

/// Makes the table of rules, and a name for each of its rows.
macro_rules! rules {
    ($($area:literal { $($id:ident $code:literal $severity:ident [$($program:ident)+] $what:literal => $remedy:literal;)+ })+) => {
        /// Names the rules in the code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Id {
            $($($id,)+)+
        }

        /// Every rule, by the files it is about.
        pub const RULES: &[Rule] = &[
            $($(Rule {
                area: $area,
                code: $code,
                severity: Severity::$severity,
                programs: Programs::of(&[$(Program::$program),+]),
                what: $what,
                remedy: $remedy,
            },)+)+
        ];
    };
}

rules! {
    "any" {
        FormatUnknown "format-unknown" Refused [Gephi GephiLite Networkx Igraph Vosviewer]
            "nothing here reads such a file" => "give it the extension of its format: .graphml, .gexf, .csv, .net, .json";
        FormatUnchecked "format-unchecked" Note [Gephi GephiLite Networkx Igraph Vosviewer]
            "what becomes of it there is not looked into" => "open it with the program it is for; GraphML and GEXF are checked";
        FormatNotRead "format-not-read" Refused [Gephi GephiLite Networkx Igraph Vosviewer]
            "the file cannot be opened there" => "convert it to a format the program reads";
        FileExtension "file-extension" Refused [Gephi GephiLite]
            "the importer is chosen by extension, and none is found" => "name the file .graphml, .gexf, .csv or .net";
    }
    "text" {
        EncodingUndeclared "encoding-undeclared" Note [Gephi]
            "the encoding is guessed from the first 4 KiB, rightly in this file"
            => "begin with <?xml version=\"1.0\" encoding=\"UTF-8\"?>";
        EncodingGuessed "encoding-guessed" Changed [Gephi]
            "the first 4 KiB are ASCII, so the encoding of the system is taken: where that is not UTF-8 other letters are garbled"
            => "begin with <?xml version=\"1.0\" encoding=\"UTF-8\"?>";
        EncodingNotUtf8 "encoding-not-utf8" Changed [GephiLite]
            "read as UTF-8 all the same: letters beyond ASCII are garbled" => "write the file in UTF-8";
        EncodingUnknown "encoding-unknown" Refused [Networkx Igraph]
            "no such encoding is known" => "write the file in UTF-8 and say so";
        EncodingUtf16 "encoding-utf-16" Refused [GephiLite Networkx Igraph Vosviewer]
            "read as UTF-8, in which nothing of it makes sense" => "write the file in UTF-8";
        EncodingInvalid "encoding-invalid" Changed [Gephi GephiLite Vosviewer]
            "each becomes U+FFFD" => "write the file in the encoding it claims, best UTF-8";
        EncodingInvalidRefused "encoding-invalid-refused" Refused [Networkx Igraph]
            "the parser gives up" => "write the file in the encoding it claims, best UTF-8";
        ByteOrderMark "byte-order-mark" Note [Gephi]
            "passed over, but Gephi 0.9.2 takes it for a part of the first header" => "write UTF-8 without byte order mark";
    }
    "XML" {
        XmlBroken "xml-broken" Refused [Gephi GephiLite Networkx Igraph]
            "not well-formed XML" => "correct the markup, or write the file with an XML library";
        XmlCharacter "xml-character" Refused [Gephi GephiLite Networkx Igraph]
            "a character that XML 1.0 forbids, also as a reference" => "leave out control characters";
        XmlEntity "xml-entity" Refused [Gephi GephiLite Networkx Igraph]
            "an & that begins no entity known without a DTD" => "write & as &amp; and other letters as themselves";
        XmlPrefix "xml-prefix" Refused [Gephi GephiLite Networkx Igraph]
            "the namespace is not declared" => "declare it on the root: xmlns:viz=\"http://gexf.net/1.3/viz\"";
        XmlNamespace "xml-namespace" Refused [Networkx Igraph]
            "no element is found" => "use xmlns=\"http://graphml.graphdrawing.org/xmlns\", or http://gexf.net/1.3 for GEXF";
        DoctypeExternal "doctype" Refused [Gephi]
            "the DTD is fetched from the net; without a connection the import ends" => "leave the DOCTYPE out";
        DoctypeInternal "doctype-internal" Note [Gephi GephiLite Networkx Igraph]
            "its entities are not looked at here" => "leave the DOCTYPE out";
        GraphMissing "graph-missing" Refused [GephiLite Networkx Igraph]
            "there is no network" => "put nodes and edges into <graph>";
        TextCut "text-cut" Changed [Gephi]
            "handed on in pieces, of which only the last is kept" => "keep it short, without entities, comments and CDATA";
        TextEntity "text-entity" Note [Gephi]
            "a longer text would be cut at an entity" => "write no entities in it";
        BlankLost "blank-lost" Changed [Gephi]
            "blanks alone between comments or CDATA sections are dropped" => "write the text in one piece";
    }
    "network" {
        NodeIdMissing "node-id-missing" Lost [Gephi]
            "the node is left out" => "give every node an id";
        NodeIdMissingRefused "node-id-missing-refused" Refused [Igraph]
            "a node without id ends the import" => "give every node an id";
        NodeDuplicate "node-duplicate" Changed [Gephi Networkx Igraph]
            "merged with the first node of this id; later values hold" => "write each node once";
        NodeDuplicateRefused "node-duplicate-refused" Refused [GephiLite]
            "a second node of this id ends the import" => "write each node once";
        EdgeDuplicate "edge-duplicate" Lost [Gephi GephiLite]
            "an edge of this id is there already; this one is left out" => "give every edge an id of its own, or none";
        EdgeUnknownNode "edge-unknown-node" Changed [Gephi GephiLite Networkx Igraph]
            "an edge ends there, but the file has no such node: a bare node is made up"
            => "declare the node, or leave the edge out";
        EdgeEndMissing "edge-end-missing" Lost [Gephi]
            "source or target is empty; the edge is left out" => "give every edge both ends";
        EdgeEndMissingRefused "edge-end-missing-refused" Refused [Gephi Igraph]
            "source or target is missing, which ends the import" => "give every edge both ends";
        EdgeParallel "edge-parallel" Changed [Gephi]
            "merged with an earlier edge between the two, their weights added"
            => "write one edge for each pair, or choose another merge strategy in the import report";
        SelfLoop "self-loop" Note [Gephi GephiLite Networkx Igraph]
            "kept, but most measures and VOSviewer know none" => "leave out edges from a node to itself";
        SelfLink "self-link" Lost [Vosviewer]
            "links of an item with itself are dropped" => "leave out links of an item with itself";
        OddName "id-special" Note [Gephi]
            "a line break or outer blank in an id makes trouble later" => "use plain ids and put names into labels";
        WeightNotRecognised "weight-not-recognised" Lost [Gephi]
            "not taken for the weight: every edge weighs 1"
            => "name it weight, in small letters: in GraphML the id of the key, in GEXF an attribute of <edge>";
        WeightZero "weight-zero" Lost [Gephi]
            "edges of weight 0, also once rounded to single precision, are deleted"
            => "scale weights up, or leave the edge out";
        WeightNegative "weight-negative" Note [Gephi]
            "kept with a warning; layouts and statistics expect weights above 0" => "shift or scale the weights";
        WeightNotNumber "weight-not-a-number" Changed [Gephi]
            "not a number: the edge weighs 1" => "write weights with a decimal point";
        WeightNotFinite "weight-not-finite" Changed [Gephi]
            "read as NaN or infinity" => "write finite weights below 3e38";
        WeightRange "weight-range" Changed [Gephi]
            "too small or large for single precision"
            => "keep weights between 1e-37 and 3e38, the exact ones in a column of type double";
        WeightPrecision "weight-precision" Note [Gephi]
            "read in single precision: about seven digits are kept" => "keep exact numbers in a second column of type double";
        PositionPartial "position-partial" Changed [Gephi]
            "has no position while others have one: it is put at 0, 0" => "give every node a position, or none";
        PositionMean "position-mean" Note [Gephi]
            "all are moved so that their mean is 0, 0; distances stay" => "centre the layout";
        PositionRange "position-range" Changed [Gephi]
            "positions beyond ±5000 are scaled down, and sizes with them" => "keep positions within ±5000 of their mean";
        SizePartial "size-partial" Changed [Gephi]
            "has no size while others have one: it gets 10" => "give every node a size, or none";
        SizeScale "size-scale" Changed [Gephi]
            "sizes are mapped to 4…100 and all positions multiplied by the same factor"
            => "let sizes span exactly 4 to 100, or switch off auto-scale in the import report";
        ColourUnknown "colour-unknown" Lost [Gephi]
            "not a colour Gephi knows: ignored" => "write #RRGGBB";
        ColourMisread "colour-misread" Changed [Gephi]
            "read as the number it would be, with zeros in front or a channel shifted out" => "write #RRGGBB, six digits";
        ColourRange "colour-range" Changed [Gephi]
            "outside what a colour channel holds: cut or set to 0" => "keep channels between 0 and 255, alpha between 0 and 1";
    }
    "values" {
        ValueType "value-type" Lost [Gephi GephiLite]
            "not a value of its type: dropped, or NaN in Gephi Lite"
            => "write values as their type asks, or declare the type string";
        ValueTypeRefused "value-type-refused" Refused [Networkx Igraph]
            "not a value of its type, which ends the import" => "write values as their type asks, or declare the type string";
        ValueBoolean "value-boolean" Changed [Gephi GephiLite]
            "read as false" => "write true or false";
        ValueInfinity "value-infinity" Changed [Gephi]
            "the letters INF become Infinity" => "write in mixed case, or U+2060 after the I";
        ValueNull "value-null" Lost [Gephi]
            "a value null is dropped as missing" => "write another word, or U+2060 at its end";
        IntegerInexact "integer-inexact" Changed [GephiLite Igraph]
            "beyond 2^53, where numbers are rounded" => "declare long identifiers as string";
        DefaultType "default-type" Lost [Gephi]
            "not a value of the type: no default is set" => "write a default of the declared type";
        DefaultTypeRefused "default-type-refused" Refused [Networkx Igraph]
            "not a value of the type, which ends the import" => "write a default of the declared type";
        KeyTypeUnknown "type-unknown" Lost [Gephi]
            "no type that is known: the whole column is dropped" => "use string; dates and addresses are strings";
        KeyDuplicate "column-duplicate" Lost [Gephi]
            "the same id as an earlier one but for case: no column is made, its values go to the first"
            => "make ids differ in more than case";
        KeyReserved "column-reserved" Lost [Gephi]
            "a built-in column has this id and swallows the values" => "choose another id, say with a prefix";
        KeyStatistic "column-statistic" Note [Gephi]
            "Gephi's statistics write to a column of this id" => "choose another id, say with a prefix";
        KeyLate "declared-late" Lost [Gephi Igraph]
            "declared after the data, whose values are dropped" => "put declarations before the nodes";
        DataKeyMissing "value-key-missing" Lost [Gephi GephiLite Igraph]
            "does not say which attribute it is of" => "name the key of every value";
        DataKeyUndeclared "value-undeclared" Lost [Gephi Igraph]
            "not declared: its values are dropped" => "declare it before the data";
        DataKeyUndeclaredRefused "value-undeclared-refused" Refused [Networkx]
            "a value without a declared attribute ends the import" => "declare it, and refer to it by key or for";
    }
    "GraphML" {
        EdgedefaultMissing "edgedefault-missing" Changed [Gephi GephiLite Networkx Igraph]
            "no edgedefault: Gephi takes edges for directed, the others for undirected"
            => "write edgedefault=\"undirected\" or \"directed\"";
        EdgedefaultUnknown "edgedefault-unknown" Changed [Gephi GephiLite Networkx Igraph]
            "no such direction: Gephi takes edges for directed, the others for undirected"
            => "write edgedefault=\"undirected\" or \"directed\"";
        DirectionMixed "direction-mixed" Refused [Networkx]
            "against the direction of the graph, which ends the import" => "give all edges the direction of the graph";
        DirectionIgnored "direction-ignored" Changed [GephiLite Igraph]
            "its own direction is ignored" => "give all edges the direction of the graph";
        DirectionUnknown "direction-unknown" Changed [Gephi]
            "neither true nor false: the default is taken" => "write true or false";
        EdgeLabelAttribute "edge-label-attribute" Changed [Gephi]
            "becomes the kind of the edge, which is kept apart from edges of other kinds, not its label"
            => "write labels as data of a key label";
        Desc "desc" Changed [Gephi]
            "takes the place of the label" => "write descriptions as data of a key of their own";
        NestedNode "nested-node" Changed [Gephi GephiLite]
            "groups are flattened; Gephi Lite gives the group its members' values"
            => "write all nodes into one graph and the group as an attribute";
        NestedNodeLost "nested-node-lost" Lost [Networkx Igraph]
            "inside another node: left out" => "write all nodes into one graph and the group as an attribute";
        NestedEdge "nested-edge" Lost [Gephi]
            "inside a node: left out" => "write all edges into the outer graph";
        GraphSecond "graph-second" Lost [Networkx Igraph]
            "only the first graph of a file is read" => "write one graph a file";
        Hyperedge "hyperedge" Lost [Gephi GephiLite Igraph]
            "ignored" => "write an edge for each pair";
        HyperedgeRefused "hyperedge-refused" Refused [Networkx]
            "ends the import" => "write an edge for each pair";
        Port "port" Lost [Gephi GephiLite Networkx Igraph]
            "ports are ignored; Gephi gives their data to the node" => "write what it says as an attribute";
        KeyIdMissing "key-id-missing" Lost [Gephi GephiLite Networkx]
            "no value can refer to a key without id" => "give every key an id";
        KeyIdMissingRefused "key-id-missing-refused" Refused [Igraph]
            "a key without id ends the import" => "give every key an id";
        KeyNameMissing "key-name-missing" Refused [Networkx]
            "a key without attr.name ends the import" => "write attr.name";
        KeyNameDuplicate "key-name-duplicate" Lost [GephiLite Networkx]
            "two keys of one name: of the two values the last is kept" => "give keys different names";
        KeyNameDuplicateRefused "key-name-duplicate-refused" Refused [Igraph]
            "two keys of one name end the import" => "give keys different names";
        KeyNamedLikeIds "key-name-id" Lost [Igraph]
            "takes the place of the ids of the nodes" => "choose another attr.name";
        KeyLabelCase "key-label-case" Note [Gephi]
            "becomes the label because the id of a column is made lower case" => "write the id label in small letters";
        LabelNotRecognised "label-not-recognised" Changed [Gephi]
            "a column named Label beside the real one: nodes are labelled with their ids"
            => "write the id or attr.name label in small letters";
        PropertyNotRecognised "property-not-recognised" Changed [Gephi]
            "a column, not the position, size or colour" => "use the ids x, y, size and color, in small letters";
        KeyForAll "key-for-all" Refused [GephiLite]
            "for=\"all\" ends the import" => "declare a key for nodes and one for edges";
        KeyForAllIgnored "key-for-all-ignored" Lost [Igraph]
            "for=\"all\" is ignored, and the values with it" => "declare a key for nodes and one for edges";
        KeyForMissing "key-for-missing" Lost [Igraph]
            "without for the key is ignored, and the values with it" => "write for=\"node\" or for=\"edge\"";
        KeyForGraph "key-for-graph" Lost [Gephi]
            "attributes of the graph are not kept" => "write them into a comment or a file beside it";
        KeyForUnknown "key-for-unknown" Lost [Gephi Igraph]
            "attributes of anything but nodes and edges are ignored" => "declare keys for node or edge";
        KeyForUnknownRefused "key-for-unknown-refused" Refused [GephiLite]
            "a key for anything but graph, node and edge ends the import" => "declare keys for node or edge";
        KeyTypeMissing "key-type-missing" Lost [Igraph]
            "without attr.type the key is ignored; others take it for text" => "write attr.type";
        KeyTypeList "key-type-list" Refused [GephiLite Networkx Igraph]
            "lists end the import" => "join the members to a string";
        KeyTypeForeign "key-type-foreign" Refused [GephiLite Networkx Igraph]
            "a type that ends the import" => "use boolean, int, long, float, double or string, in small letters";
        IntegerKey "integer-key" Note [Igraph]
            "integers become floating-point numbers, missing ones NaN" => "nothing, if that does no harm";
        DefaultOfProperty "default-of-property" Lost [Gephi]
            "defaults of weight, label, size and the like are ignored" => "write the value on every element";
        DefaultUncast "default-uncast" Changed [GephiLite]
            "defaults stay text beside values that are numbers" => "write the value on every element";
        DataKeyOwner "value-owner" Lost [Gephi Igraph]
            "declared for the other kind of element: its values are dropped" => "declare a key for nodes and one for edges";
        DataMarkup "value-markup" Changed [Gephi GephiLite Networkx Igraph]
            "elements inside a value, as yEd writes them: their texts are run together, or lost"
            => "export positions, colours and labels as plain keys";
    }
    "GEXF" {
        GexfVersion "gexf-version" Note [Gephi]
            "not the current version 1.3" => "write version=\"1.3\" and xmlns=\"http://gexf.net/1.3\"";
        AttributeEmpty "attribute-empty" Lost [Gephi]
            "an attribute needs id and type; it is left out" => "write id and type";
        AttributeTypeForeign "attribute-type-foreign" Refused [Networkx]
            "a type that ends the import at its first value"
            => "use integer, long, float, double, boolean, string or liststring";
        AttributeTitle "attribute-title" Changed [GephiLite]
            "titles are shown only where the id is a number: the column is named by its id"
            => "number the attributes 0, 1, 2 …";
        AttributesBlocks "attributes-blocks" Changed [GephiLite]
            "only the last block of a class is read: the attributes of the others become undeclared text"
            => "put all attributes of nodes, and all of edges, into one block";
        AttributesClass "attributes-class" Lost [Gephi GephiLite]
            "attributes of neither nodes nor edges; Gephi gives those without a class to the nodes"
            => "write class=\"node\" or class=\"edge\"";
        AttributesClassRefused "attributes-class-refused" Refused [Networkx]
            "attributes of neither nodes nor edges end the import" => "write class=\"node\" or class=\"edge\"";
        LabelMissing "label-missing" Note [Gephi]
            "has no label; it stays empty" => "write a label, if only the id";
        EdgeTypeRejected "edge-type-rejected" Lost [Gephi]
            "against the defaultedgetype: left out" => "leave defaultedgetype out and give every edge a type";
        EdgeTypeUnknown "edge-type-unknown" Changed [Gephi GephiLite]
            "neither directed nor undirected: the default is taken" => "write two directed edges for a mutual one";
        Hierarchy "hierarchy" Changed [Gephi GephiLite]
            "hierarchy is flattened" => "write the parent as an attribute";
        IntegerIds "id-type" Refused [Gephi]
            "not a number though idtype says so: Gephi 0.10.1 ends the import, later versions take all ids for text"
            => "leave idtype out";
        SizeEmpty "size-empty" Refused [Gephi]
            "ends the import" => "write value";
        SizeOrder "size-order" Lost [Gephi]
            "only the first attribute is looked at, and it is not value" => "write value first";
        VizNumber "viz-number" Lost [Gephi]
            "not a number: ignored" => "write numbers with a decimal point";
        VizIgnored "viz-ignored" Lost [Gephi]
            "ignored" => "nothing; shapes and thickness are set in the preview";
        ColourFraction "colour-fraction" Refused [Gephi]
            "a channel that is no whole number, or an alpha that is none, ends the import"
            => "write r, g and b as whole numbers";
        ColourHex "colour-incomplete" Refused [Networkx]
            "a colour without r, g and b ends the import" => "write r, g and b";
        ColourHexAlpha "colour-hex-alpha" Refused [Gephi]
            "hex and a together end the import" => "write r, g and b alone";
        ColourAlpha "colour-alpha" Lost [GephiLite]
            "colours with alpha are ignored" => "leave a out";
        ColourBlack "colour-black" Note [Gephi]
            "pure black counts as no colour when Gephi writes the file again" => "use 1, 1, 1";
        SliceBounds "slice-bounds" Lost [Gephi]
            "a slice needs timestamp or start and end on <graph>" => "write them, or mode=\"dynamic\"";
        TimeRepresentation "time-representation" Lost [Gephi]
            "a file has either intervals or timestamps, and its timerepresentation is the other"
            => "use one of the two throughout and name it in timerepresentation";
        TimeFormat "time-format" Lost [Gephi]
            "not a time of the file's timeformat" => "write years with timeformat=\"double\", dates as yyyy-MM-dd";
        TimeNetworkx "time-one-sided" Refused [Networkx]
            "without timeformat, or without both start and end, the import ends"
            => "write timeformat, start and end; or a static file for networkx";
        TimeOnStatic "time-on-static" Lost [Gephi]
            "an attribute of a static block has one value: its times are ignored and the last value kept"
            => "declare it in a block with mode=\"dynamic\"";
        SpellOpen "spell-open" Changed [Gephi]
            "open intervals are read as closed" => "write start and end";
        SpellOverlap "spell-overlap" Lost [Gephi]
            "overlaps an earlier interval of the same element: left out" => "join intervals that overlap";
        SpellReversed "spell-reversed" Lost [Gephi]
            "ends before it starts: left out" => "swap start and end";
    }
    "table" {
        TableEmpty "table-empty" Refused [Gephi]
            "there is nothing to import" => "write a header and rows";
        TableSeparator "table-separator" Lost [Gephi]
            "the separator is guessed from the header, wrongly: cells become nodes of a list"
            => "separate by commas, and write headers without blanks and apostrophes";
        TableMatrix "table-matrix" Changed [Gephi]
            "taken for a matrix" => "write Id or Source into the first header, if it is none";
        TableAdjacency "table-adjacency" Changed [Gephi]
            "neither Id, Label, Source nor Target: taken for an adjacency list, every cell a node"
            => "name the columns Id and Label, or Source and Target";
        HeaderEmpty "header-empty" Refused [Gephi]
            "an empty header: the whole table is refused" => "name every column";
        HeaderRepeated "header-repeated" Refused [Gephi]
            "the same header twice: no row is taken" => "give columns different names";
        HeaderCase "header-case" Lost [Gephi]
            "the same header as an earlier one but for case: not read" => "make headers differ in more than case";
        HeaderTime "header-time" Lost [Gephi]
            "with interval or timestamp in its name it is read as times: texts are lost" => "rename the column";
        TableIdMissing "id-column-missing" Changed [Gephi]
            "no Id: nodes are numbered, and no edge will find them" => "add a column Id";
        TableEndMissing "end-column-missing" Lost [Gephi]
            "Source or Target is missing: no edge is taken" => "name the columns Source and Target";
        TypeMissing "type-column-missing" Note [Gephi]
            "no Type: every edge is directed" => "add a column Type with Undirected or Directed";
        TypeUnknown "type-unknown-word" Changed [Gephi]
            "anything but Undirected means directed" => "write Undirected or Directed";
        TableVisual "visual-column" Changed [Gephi]
            "a plain column: tables cannot hold positions, sizes and colours"
            => "use GraphML or GEXF, or set them under Appearance";
        TimesGuess "times-guess" Changed [Gephi]
            "lists in brackets, dates and numbers with commas are read as sets of times"
            => "write decimal points and no thousands separators, join lists with another sign, or put a row with text to the top";
        TableTimes "times-mixed" Lost [Gephi]
            "the table has timestamps too, and only one of the two is kept"
            => "use intervals or timestamps throughout, or GEXF";
        TableWeight "weight-column" Changed [Gephi]
            "the first rows are not all numbers: no edge gets its weight" => "write weights with a decimal point";
        TableType "type-guess" Lost [Gephi]
            "the type was guessed from the first 25 rows, and this does not fit" => "move a row that shows the type to the top";
        LeadingZero "leading-zero" Changed [Gephi]
            "taken for a number: zeros in front are lost" => "put a letter in front, or a row with text to the top";
        RowIdMissing "row-id-missing" Changed [Gephi]
            "the node gets a number for an id" => "give every node an id";
        RowDuplicate "row-duplicate" Lost [Gephi]
            "a node of this id is there already; the row is left out" => "write each node once";
        RecordLength "record-length" Lost [Gephi]
            "the row is left out" => "write as many cells as headers";
        QuoteOpen "quote-open" Lost [Gephi]
            "never closed: this row and all after it are lost" => "close quotes, and write \\ as \\\\";
        QuoteGarbage "quote-garbage" Lost [Gephi]
            "after a closing quote: this row and all after it are lost" => "write \" inside quotes as \"\"";
        Backslash "backslash" Changed [Gephi]
            "a backslash is an escape: it and the letter after it become another" => "write \\ as \\\\";
        BackslashSwallows "backslash-swallows" Lost [Gephi]
            "loses its meaning: cells and rows run together" => "write \\ as \\\\";
        Trimmed "trimmed" Note [Gephi]
            "blanks at the ends are left out" => "nothing, if they mean nothing";
    }
    "Pajek" {
        PajekVertices "pajek-vertices" Refused [Gephi Networkx Igraph Vosviewer]
            "the file must begin with *Vertices and their number" => "write *Vertices N before all else";
        PajekFew "pajek-few" Refused [Networkx]
            "as many lines are read as were announced, the next section among them" => "list every vertex";
        PajekTwoMode "pajek-two-mode" Refused [Networkx]
            "a second number after *Vertices ends the import" => "write the mode as a partition or vector";
        PajekVertexRange "pajek-vertex-range" Refused [Gephi Igraph]
            "outside the announced number, which ends the import" => "number vertices from 1 to N";
        PajekVertexRepeated "pajek-vertex-repeated" Changed [Gephi Networkx Igraph]
            "listed before; the later line holds" => "list each vertex once";
        PajekRange "pajek-range" Refused [Gephi Igraph]
            "outside the announced number, which ends the import" => "link vertices from 1 to N";
        PajekRangeMade "pajek-range-made" Changed [Networkx]
            "not listed: a node named by the number is made up" => "link vertices from 1 to N";
        PajekShort "pajek-short" Refused [Gephi Igraph]
            "a link needs two vertices" => "write both ends";
        PajekLabel "pajek-label" Lost [Networkx]
            "labels are the nodes there: vertices of the same label become one" => "make labels unique";
        PajekUnquoted "pajek-unquoted" Lost [Gephi Networkx Igraph]
            "a label without quotes before other words: it is cut, or lost in Gephi" => "put labels in double quotes";
        PajekApostrophe "pajek-apostrophe" Refused [Networkx]
            "an apostrophe opens quotes there" => "put labels in double quotes";
        PajekQuotes "pajek-quotes" Changed [Gephi]
            "quotes do not pair: the label is cut" => "write two double quotes a line, none inside";
        PajekQuotesRefused "pajek-quotes-refused" Refused [Networkx Igraph]
            "quotes do not pair, which ends the import" => "write two double quotes a line, none inside";
        PajekSize "pajek-size" Changed [Gephi]
            "where anything follows the position, the size of the node becomes its y" => "write x and y only";
        PajekWeight "pajek-weight" Changed [Gephi Networkx]
            "not a number: the link gets no weight" => "write numbers with a decimal point";
        PajekWeightRefused "pajek-weight-refused" Refused [Igraph]
            "not a number, which ends the import" => "write numbers with a decimal point";
        PajekDirection "pajek-direction" Note [Gephi]
            "edges are read as directed like arcs" => "choose Undirected as the graph type in the import report";
        PajekSection "pajek-section" Lost [Gephi]
            "only two sections of arcs and edges are read, and no matrix" => "write one section *Arcs and one *Edges";
        PajekSectionRead "pajek-section-read" Changed [Networkx]
            "other sections are read as links" => "write partitions and vectors into files of their own";
        PajekList "pajek-list" Changed [Networkx]
            "of a list only the first link is read, the second number as its weight"
            => "write *Arcs and *Edges, one link a line";
        PajekBlank "pajek-blank" Lost [Igraph]
            "nothing after a blank line is read" => "leave blank lines out";
        PajekIndent "pajek-indent" Refused [Gephi]
            "a section with blanks in front is not seen, which ends the import" => "write * at the start of the line";
        PajekComment "pajek-comment" Refused [Gephi]
            "a comment after *Vertices ends the import" => "write comments at the top";
        PajekCommentRead "pajek-comment-read" Changed [Networkx]
            "comments are read as vertices or links" => "write comments at the top";
        PajekByteOrderMark "pajek-byte-order-mark" Refused [Networkx]
            "hides *Vertices" => "write UTF-8 without byte order mark";
    }
    "VOSviewer" {
        VosHeaderMissing "vos-header-missing" Refused [Vosviewer]
            "items need an id, or a label where there are no links" => "name a column id, in small letters";
        VosIdColumn "vos-id-column" Note [Vosviewer]
            "cannot be opened together with a network file" => "add a column id";
        VosPositionMissing "vos-position-missing" Note [Vosviewer]
            "can only be opened together with links, from which positions are computed"
            => "add x and y, or open it with its network file";
        VosHeaderEmpty "vos-header-empty" Refused [Vosviewer]
            "an empty header" => "name every column";
        VosHeaderRepeated "vos-header-repeated" Refused [Vosviewer]
            "the same header twice" => "give columns different names";
        VosHeaderCase "vos-header-case" Lost [Vosviewer]
            "names of columns are written in small letters; this one is not recognised"
            => "write id, label, description, url, x, y, cluster, weight<…>, score<…>";
        VosColumnUnknown "vos-column-unknown" Lost [Vosviewer]
            "no column VOSviewer knows: ignored" => "name numbers weight<Name> or score<Name>, put texts into description";
        VosRecordLength "vos-record-length" Refused [Vosviewer]
            "every line needs as many cells as the first" => "fill up or correct the line, leave empty lines out";
        VosQuotes "vos-quotes" Refused [Vosviewer]
            "not closed, or closed amid a cell" => "write \" inside quotes as \"\"";
        VosFewItems "vos-few-items" Refused [Vosviewer]
            "a map needs three" => "map a larger network";
        VosIdMissing "vos-id-missing" Refused [Vosviewer]
            "without id" => "give every item an id";
        VosIdRepeated "vos-id-repeated" Refused [Vosviewer]
            "another item has it too" => "make ids unique";
        VosPosition "vos-position" Refused [Vosviewer]
            "coordinates must be numbers" => "write numbers with a decimal point";
        VosSamePosition "vos-same-position" Refused [Vosviewer]
            "all stand in the same place" => "leave x and y out and let VOSviewer place them";
        VosCluster "vos-cluster" Refused [Vosviewer]
            "clusters are integers between 1 and 1000" => "number clusters from 1";
        VosWeight "vos-weight" Refused [Vosviewer]
            "weights are numbers not below 0, and none may be missing" => "write 0 where there is none";
        VosScore "vos-score" Refused [Vosviewer]
            "scores are numbers, or empty" => "write numbers with a decimal point";
        VosDecimalComma "vos-decimal-comma" Refused [Vosviewer]
            "a decimal comma makes it no number" => "write numbers with a decimal point";
        VosNetworkColumns "vos-network-columns" Refused [Vosviewer]
            "a network file has two or three columns: two ids and a strength" => "write id, id and strength, without header";
        VosEndMissing "vos-end-missing" Refused [Vosviewer]
            "a link needs two ids" => "write both";
        VosLinkUnknown "vos-link-unknown" Refused [Vosviewer]
            "a link ends there, but there is no such item" => "add the item, or leave the link out";
        VosPairRepeated "vos-pair-repeated" Changed [Vosviewer]
            "strengths of links between the same two are added" => "write each pair once";
        VosStrength "vos-strength" Refused [Vosviewer]
            "strengths must not be below 0" => "shift or scale the strengths";
        VosStrengthZero "vos-strength-zero" Changed [Vosviewer]
            "0 counts as 1" => "leave the link out";
        VosStrengthText "vos-strength-text" Changed [Vosviewer]
            "not a number: the layout has nothing to go by" => "write numbers, and no header";
        JsonBroken "json-broken" Refused [Vosviewer]
            "not JSON" => "write the file with a JSON library";
        JsonNetwork "json-network" Refused [Vosviewer]
            "not VOSviewer's JSON" => "write {\"network\": {\"items\": [...], \"links\": [...]}}";
    }
}

impl Id {
    /// The row of the table.
    pub(super) fn rule(self) -> &'static Rule {
        &RULES[self as usize]
    }
}

impl Rule {
    /// Finds the rule with this code.
    ///
    /// ```
    /// use citeweave::lint::{Rule, Severity};
    /// assert_eq!(Rule::from_code("weight-zero").map(|rule| rule.severity), Some(Severity::Lost));
    /// ```
    pub fn from_code(code: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_texts_plain() {
        for (number, rule) in RULES.iter().enumerate() {
            assert!(RULES[..number].iter().all(|other| other.code != rule.code), "{}", rule.code);
            assert!(rule.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            assert!(!rule.what.ends_with('.') && !rule.remedy.ends_with('.'), "{}", rule.code);
            assert!(!rule.programs.is_empty());
        }
    }
}
