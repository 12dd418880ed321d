// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "reconcile/plan.h"
#include "spec/model.h"

// A stack as a picture: what happens in Genesys Cloud → bus → rules → targets → subscribers, dead letters
// dashed.
namespace sb::interchange {

enum class NodeKind { kEvent, kBus, kRule, kTopic, kQueue, kFunction, kEndpoint, kOther };

// How what is live differs from the spec.
enum class Drift { kNone, kMissing, kDiffers, kUnwanted };

struct GraphNode {
  std::string key;  // "rule support-ended", unique
  NodeKind kind = NodeKind::kOther;
  std::vector<std::string> lines;  // the label
  Drift drift = Drift::kNone;
};

struct GraphEdge {
  size_t from = 0;  // indexes of nodes
  size_t to = 0;
  std::string label;
  bool dashed = false;
};

struct Graph {
  std::string title;
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;
};

// The picture of a spec, by the names that stand in it. Nobody is asked.
Graph make_graph(const spec::Spec& spec);

// Marks what a plan would make, change or remove; what is live and not in the spec is added. `desired` says
// which rules are whose.
void mark_drift(Graph& graph, const reconcile::Desired& desired, const reconcile::Plan& plan);

// A Mermaid flowchart, and a Graphviz digraph. Labels may hold anything.
std::string to_mermaid(const Graph& graph);
std::string to_dot(const Graph& graph);

}  // namespace sb::interchange
