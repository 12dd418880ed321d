// SPDX-License-Identifier: Apache-2.0
#include "cli/known_queues.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/environment.h"
#include "json/document.h"

namespace sb::cli {
namespace {

// Turns the selectors of one route into ids.
class QueueReader {
 public:
  QueueReader(const spec::Route& route, const std::string& file,
              const std::optional<std::vector<KnownQueue>>& queues, const std::string& list_queues,
              const Console& console)
      : route_(route), file_(file), queues_(queues), list_queues_(list_queues), console_(console) {}

  std::optional<std::vector<std::string>> run() {
    bool good = true;
    for (const spec::QueueSelector& selector : route_.queues) good = resolve(selector) && good;
    if (!good) return std::nullopt;
    if (ids_.empty() && !route_.queues.empty()) {
      console_.error(about(route_.queues.front().position, "SB0200", "none of its queues exists"));
      return std::nullopt;
    }
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    return std::move(ids_);
  }

 private:
  bool resolve(const spec::QueueSelector& selector) {
    if (selector.kind == spec::QueueSelector::Kind::kId) {
      ids_.push_back(selector.value);
      return true;
    }
    if (!queues_) {
      console_.error(about(
          selector.position, "SB0215",
          fmt::format("the id of the queue '{}' is not known without asking Genesys Cloud", selector.value),
          "give --queues queues.json, written by: " + list_queues_));
      return false;
    }
    const bool glob = selector.kind == spec::QueueSelector::Kind::kMatch;
    size_t found = 0;
    for (const KnownQueue& queue : *queues_) {
      if (glob ? !base::glob_match(selector.value, queue.name) : queue.name != selector.value) continue;
      ids_.push_back(queue.id);
      ++found;
    }
    if (glob || found == 1) return true;
    console_.error(about(selector.position, found == 0 ? "SB0210" : "SB0211",
                         fmt::format("{} called '{}' in the file of queues",
                                     found == 0 ? "no queue is" : "several queues are", selector.value),
                         found == 0 ? "names count to the letter" : "name the one you mean by { id: … }"));
    return false;
  }

  base::Error about(base::SourcePosition position, const char* code, const std::string& words,
                    std::string hint = {}) const {
    return {code, fmt::format("route '{}': {}", route_.name, words), std::move(hint),
            base::place_in(file_, position)};
  }

  const spec::Route& route_;
  const std::string& file_;
  const std::optional<std::vector<KnownQueue>>& queues_;
  const std::string& list_queues_;
  const Console& console_;
  std::vector<std::string> ids_;
};

}  // namespace

base::Result<std::vector<KnownQueue>> read_known_queues(const std::string& file,
                                                        const std::string& list_queues) {
  const auto text = read_file(file);
  if (!text) return text.error();
  const auto document = json::parse_document(*text);
  if (!document) return base::Error{"", fmt::format("{}: {}", file, document.error().message), ""};
  const json::Array* list = document->if_array();
  if (const json::Object* object = document->if_object()) list = json::find_array(*object, "queues");
  std::vector<KnownQueue> out;
  for (size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const json::Object* queue = (*list)[i].if_object();
    if (queue == nullptr || !json::find_string(*queue, "id") || !json::find_string(*queue, "name")) {
      list = nullptr;
      break;
    }
    out.push_back({json::string_or_empty(*queue, "id"), json::string_or_empty(*queue, "name")});
  }
  if (list != nullptr) return out;
  return base::Error{"", fmt::format("{}: no list of queues, each with id and name", file),
                     "write one by: " + list_queues};
}

std::optional<std::vector<std::string>> queue_ids_of(const spec::Route& route, const std::string& file,
                                                     const std::optional<std::vector<KnownQueue>>& queues,
                                                     const std::string& list_queues, const Console& console) {
  return QueueReader(route, file, queues, list_queues, console).run();
}

}  // namespace sb::cli
