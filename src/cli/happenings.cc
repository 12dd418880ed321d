// SPDX-License-Identifier: Apache-2.0
#include "cli/happenings.h"

#include <fmt/format.h>

#include <optional>

#include "base/text.h"
#include "json/document.h"

namespace sb::cli {
namespace {

constexpr size_t kEventsPerCall = 200;
constexpr size_t kBytesPerCall = 2 * 1024 * 1024;

std::string line_of(const awsclient::PutEventsEntry& entry) {
  std::string out = "{";
  if (!entry.source.empty()) {
    out += R"("source":)";
    json::append_quoted(out, entry.source);
    out += ",";
  }
  out += R"("detail-type":)";
  json::append_quoted(out, entry.detail_type);
  if (entry.time) out += fmt::format(R"(,"time":"{}")", base::format_iso_seconds(*entry.time));
  // A detail over several lines would be several events.
  std::string detail = base::replace_all(entry.detail, "\n", " ");
  return out + R"(,"detail":)" + base::replace_all(std::move(detail), "\r", " ") + "}\n";
}

// "line 3: why" of the answer: the event's place among those sent, and why.
void note(const json::Object& answer, const char* key, std::string Happened::*member, size_t first,
          std::vector<Happened>& out) {
  static constexpr std::string_view kLine = "line ";
  const json::Array* remarks = json::find_array(answer, key);
  if (remarks == nullptr) return;
  for (const json::Value& item : *remarks) {
    const std::string text = item.is_string() ? json::to_std(item.get_string()) : "";
    const size_t colon = text.find(": ");
    if (!text.starts_with(kLine) || colon == std::string::npos) continue;
    const auto line = base::parse_int(std::string_view(text).substr(kLine.size(), colon - kLine.size()));
    if (!line || *line < 1 || first + static_cast<size_t>(*line) > out.size()) continue;
    out[first + static_cast<size_t>(*line) - 1].*member = text.substr(colon + 2);
  }
}

// The cloud's word on each line; none where it took no line.
std::optional<json::Object> read_word(const base::Result<net::HttpResponse>& answer) {
  if (!answer.ok()) return std::nullopt;
  auto document = json::parse_document(answer->body);
  if (!document.ok() || !document->is_object()) return std::nullopt;
  const bool some_refused = answer->status == 400 && json::find_array(document->get_object(), "errors");
  if (answer->status != 200 && !some_refused) return std::nullopt;
  return std::move(document->get_object());
}

}  // namespace

std::vector<Happened> make_happen(net::HttpTransport& http, const std::string& cloud_url,
                                  const std::vector<SampleEvent>& events, const std::function<bool()>& stop) {
  std::vector<Happened> out(events.size());
  size_t first = 0;
  while (first < events.size() && !stop()) {
    size_t last = first;
    std::string body;
    while (last < events.size() && last - first < kEventsPerCall && body.size() < kBytesPerCall)
      body += line_of(events[last++].entry);
    const auto answer = http.send({"POST",
                                   cloud_url + "/_switchboard/genesys/events",
                                   {{"Content-Type", "application/x-ndjson"}},
                                   body,
                                   std::nullopt});
    const auto word = read_word(answer);
    if (!word) {
      out[first++].error =
          answer.ok() ? fmt::format("{}: {}", answer->status, answer->body) : answer.error().message;
      break;
    }
    note(*word, "reasons", &Happened::dropped, first, out);
    note(*word, "errors", &Happened::error, first, out);
    for (size_t i = first; i < last; ++i) out[i].happened = out[i].error.empty();
    first = last;
  }
  for (; first < events.size(); ++first) out[first].tried = false;
  return out;
}

}  // namespace sb::cli
