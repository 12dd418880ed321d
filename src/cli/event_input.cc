// SPDX-License-Identifier: Apache-2.0
#include "cli/event_input.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/line_input.h"
#include "json/reader.h"

namespace sb::cli {
namespace {

constexpr size_t kBlockBytes = 8 * 1024 * 1024;
constexpr size_t kInputBytesMax = 256 * 1024 * 1024;

std::string text_at(const json::Node& object, const char* key) {
  const json::Node* node = object.find(key);
  return node != nullptr && node->kind == json::Kind::kString ? node->text : "";
}

std::vector<std::string> texts_at(const json::Node& object, const char* key) {
  std::vector<std::string> out;
  const json::Node* list = object.find(key);
  if (list == nullptr || list->kind != json::Kind::kArray) return out;
  for (const json::Node& item : list->children) {
    if (item.kind == json::Kind::kString) out.push_back(item.text);
  }
  return out;
}

// A time as events have it (ISO 8601) or as PutEvents does (that, or seconds since 1970). False: neither.
bool read_time(const json::Node* node, std::optional<base::Time>& out) {
  if (node == nullptr || node->kind == json::Kind::kNull) return true;
  if (node->kind == json::Kind::kNumber) {
    const auto seconds = base::parse_int(node->text.substr(0, node->text.find('.')));
    if (seconds) out = base::Time(base::Seconds(*seconds));
    return seconds.has_value();
  }
  const auto time = base::parse_iso(node->text);
  if (time.ok()) out = *time;
  return node->kind == json::Kind::kString && time.ok();
}

// Reads one object of either kind; "" or what is wrong with it.
class EntryReader {
 public:
  EntryReader(std::string_view text, const json::Node& object, awsclient::PutEventsEntry& out)
      : text_(text), object_(object), out_(out) {}

  std::string read() {
    if (object_.kind != json::Kind::kObject) return "an event is a JSON object";
    const bool entry = object_.find("DetailType") != nullptr || object_.find("Detail") != nullptr ||
                       object_.find("Source") != nullptr;
    return entry ? read_entry() : read_envelope();
  }

 private:
  std::string read_envelope() {
    const json::Node* detail = object_.find("detail");
    if (detail == nullptr || detail->kind != json::Kind::kObject)
      return "an event needs a detail, an object (an entry of PutEvents needs Detail, its text)";
    out_.detail = std::string(text_.substr(detail->begin, detail->end - detail->begin));
    out_.source = text_at(object_, "source");
    out_.detail_type = text_at(object_, "detail-type");
    out_.resources = texts_at(object_, "resources");
    return finish("source", "detail-type", "time");
  }

  std::string read_entry() {
    out_.detail = text_at(object_, "Detail");
    const json::ReadResult detail = json::read(out_.detail);
    if (!detail.ok() || detail.tree->root.kind != json::Kind::kObject)
      return "Detail must be a string that holds a JSON object";
    out_.source = text_at(object_, "Source");
    out_.detail_type = text_at(object_, "DetailType");
    out_.bus = text_at(object_, "EventBusName");
    out_.trace_header = text_at(object_, "TraceHeader");
    out_.resources = texts_at(object_, "Resources");
    return finish("Source", "DetailType", "Time");
  }

  // A platform event of the local cloud needs no source: its integration's is taken.
  std::string finish(const char* source, const char* type, const char* time) {
    if (out_.detail_type.empty()) return fmt::format("{} is missing", type);
    if (out_.source.empty() && !out_.detail_type.starts_with("v2."))
      return fmt::format("{} is missing", source);
    if (!read_time(object_.find(time), out_.time))
      return fmt::format("{} is not a time such as 2026-03-04T14:00:00Z", time);
    return "";
  }

  const std::string_view text_;
  const json::Node& object_;
  awsclient::PutEventsEntry& out_;
};

class Reader {
 public:
  Reader(const std::string& path, const Console& console)
      : name_(path == "-" ? "standard input" : path), console_(console) {}

  void take(const std::string& place, std::string_view text, const json::Node& object) {
    const json::Node* entries = object.kind == json::Kind::kObject ? object.find("Entries") : nullptr;
    if (entries != nullptr && entries->kind == json::Kind::kArray) return take_list(place, text, *entries);
    SampleEvent event{place, {}};
    const std::string wrong = EntryReader(text, object, event.entry).read();
    if (!wrong.empty()) return refuse(place, wrong);
    out_.push_back(std::move(event));
  }

  void take_line(const InputLine& line) {
    const std::string place = fmt::format("{}:{}", name_, line.number);
    const json::ReadResult read = json::read(line.text);
    if (!read.ok()) return refuse(place, read.error.reason);
    take(place, line.text, read.tree->root);
  }

  // False: the text is not one document.
  bool take_document(std::string_view text) {
    const json::ReadResult read = json::read(text);
    if (!read.ok()) return false;
    const json::Node& root = read.tree->root;
    if (root.kind != json::Kind::kArray) {
      take(name_, text, root);
      return true;
    }
    take_list(name_, text, root);
    return true;
  }

  void take_list(const std::string& place, std::string_view text, const json::Node& list) {
    for (size_t i = 0; i < list.children.size(); ++i)
      take(fmt::format("{}, element {}", place, i + 1), text, list.children[i]);
  }

  std::optional<std::vector<SampleEvent>> finish() {
    if (good_ && out_.empty()) refuse(name_, "it has no events");
    return good_ ? std::optional(std::move(out_)) : std::nullopt;
  }

  void refuse(const std::string& place, const std::string& why) {
    good_ = false;
    console_.error({"", fmt::format("{}: {}", place, why), ""});
  }

  const std::string& name() const { return name_; }

 private:
  const std::string name_;
  const Console& console_;
  std::vector<SampleEvent> out_;
  bool good_ = true;
};

}  // namespace

std::optional<std::vector<SampleEvent>> read_events(const std::string& path, const Console& console) {
  Reader reader(path, console);
  auto input = LineInput::open(path);
  std::vector<LineBlock> blocks;
  std::string whole;
  for (bool more = true; more;) {
    auto block = input.ok() ? input->next(kBlockBytes) : base::Result<LineBlock>(input.error());
    if (!block) {
      console.error(block.error());
      return std::nullopt;
    }
    whole += *block->text;
    if (whole.size() > kInputBytesMax) {
      reader.refuse(reader.name(), fmt::format("it is larger than {} MiB", kInputBytesMax >> 20));
      return std::nullopt;
    }
    more = !block->last;
    blocks.push_back(std::move(*block));
  }
  // A document over several lines is told by its first line, which is no JSON of its own; a list may stand in
  // one line.
  const InputLine* first = nullptr;
  for (const LineBlock& block : blocks) {
    if (first == nullptr && !block.lines.empty()) first = &block.lines.front();
  }
  const bool document =
      first != nullptr && (base::trim(first->text).starts_with('[') || !json::read(first->text).ok());
  if (document && reader.take_document(base::trim(whole))) return reader.finish();
  for (const LineBlock& block : blocks) {
    for (const InputLine& line : block.lines) reader.take_line(line);
  }
  return reader.finish();
}

}  // namespace sb::cli
