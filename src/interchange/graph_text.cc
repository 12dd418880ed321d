// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "interchange/graph.h"

namespace sb::interchange {
namespace {

// Inside a Mermaid label's quotes, where "#39;" and its like are characters.
std::string mermaid_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == ' ' || c == '.' || c == ',' || c == '-' || c == '_' || c == '/' || c == ':' ||
                       static_cast<unsigned char>(c) >= 0x80;
    out += plain ? std::string(1, c) : fmt::format("#{};", static_cast<int>(static_cast<unsigned char>(c)));
  }
  return out;
}

// Inside a DOT string's quotes.
std::string dot_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

std::string mermaid_label(const GraphNode& node) {
  std::vector<std::string> lines;
  for (const std::string& line : node.lines) lines.push_back(mermaid_text(line));
  return base::join(lines, "<br/>");
}

std::string mermaid_shape(const GraphNode& node) {
  const std::string label = "\"" + mermaid_label(node) + "\"";
  switch (node.kind) {
    case NodeKind::kEvent:
      return "([" + label + "])";
    case NodeKind::kBus:
      return "[[" + label + "]]";
    case NodeKind::kRule:
      return "{{" + label + "}}";
    case NodeKind::kTopic:
      return "(" + label + ")";
    case NodeKind::kQueue:
      return "[(" + label + ")]";
    case NodeKind::kFunction:
      return "[/" + label + "/]";
    case NodeKind::kEndpoint:
      return ">" + label + "]";
    case NodeKind::kOther:
      break;
  }
  return "[" + label + "]";
}

const char* dot_shape(NodeKind kind) {
  switch (kind) {
    case NodeKind::kEvent:
      return "oval";
    case NodeKind::kBus:
      return "box3d";
    case NodeKind::kRule:
      return "hexagon";
    case NodeKind::kTopic:
      return "note";
    case NodeKind::kQueue:
      return "cylinder";
    case NodeKind::kFunction:
      return "component";
    case NodeKind::kEndpoint:
      return "cds";
    case NodeKind::kOther:
      break;
  }
  return "box";
}

struct DriftLook {
  const char* name;    // Mermaid class
  const char* colour;  // of the frame
  const char* word;
};

DriftLook look_of(Drift drift) {
  switch (drift) {
    case Drift::kMissing:
      return {"missing", "#1a7f37", "missing"};
    case Drift::kDiffers:
      return {"differs", "#bf8700", "differs"};
    case Drift::kUnwanted:
      return {"unwanted", "#cf222e", "not wanted"};
    case Drift::kNone:
      break;
  }
  return {"", "", ""};
}

constexpr Drift kDrifts[] = {Drift::kMissing, Drift::kDiffers, Drift::kUnwanted};

std::string mermaid_classes(const Graph& graph) {
  std::string out;
  for (const Drift drift : kDrifts) {
    std::vector<std::string> members;
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
      if (graph.nodes[i].drift == drift) members.push_back(fmt::format("n{}", i));
    }
    const DriftLook look = look_of(drift);
    if (members.empty()) continue;
    out += fmt::format("  classDef {} stroke:{},stroke-width:3px,stroke-dasharray:5 3\n", look.name,
                       look.colour);
    out += fmt::format("  class {} {}\n", base::join(members, ","), look.name);
  }
  return out;
}

}  // namespace

std::string to_mermaid(const Graph& graph) {
  std::string out = fmt::format("flowchart LR\n  accTitle: {}\n", mermaid_text(graph.title));
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    GraphNode node = graph.nodes[i];
    if (node.drift != Drift::kNone) node.lines.push_back(fmt::format("({})", look_of(node.drift).word));
    out += fmt::format("  n{}{}\n", i, mermaid_shape(node));
  }
  for (const GraphEdge& edge : graph.edges) {
    const std::string label = edge.label.empty() ? "" : "|\"" + mermaid_text(edge.label) + "\"|";
    out += fmt::format("  n{} {}{} n{}\n", edge.from, edge.dashed ? "-.->" : "-->", label, edge.to);
  }
  return out + mermaid_classes(graph);
}

std::string to_dot(const Graph& graph) {
  std::string out = fmt::format("digraph \"{}\" {{\n  rankdir=LR;\n  node [fontname=\"Helvetica\"];\n",
                                dot_text(graph.title));
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const GraphNode& node = graph.nodes[i];
    std::vector<std::string> lines;
    for (const std::string& line : node.lines) lines.push_back(dot_text(line));
    std::string look;
    if (node.drift != Drift::kNone) {
      lines.push_back(fmt::format("({})", look_of(node.drift).word));
      look = fmt::format(", style=dashed, penwidth=2, color=\"{}\"", look_of(node.drift).colour);
    }
    out += fmt::format("  n{} [shape={}, label=\"{}\"{}];\n", i, dot_shape(node.kind),
                       base::join(lines, "\\n"), look);
  }
  for (const GraphEdge& edge : graph.edges) {
    std::vector<std::string> looks;
    if (!edge.label.empty()) looks.push_back(fmt::format("label=\"{}\"", dot_text(edge.label)));
    if (edge.dashed) looks.emplace_back("style=dashed");
    out += fmt::format("  n{} -> n{}{};\n", edge.from, edge.to,
                       looks.empty() ? "" : " [" + base::join(looks, ", ") + "]");
  }
  return out + "}\n";
}

}  // namespace sb::interchange
