// SPDX-License-Identifier: Apache-2.0
#include "cli/suggested_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "cli/connection.h"
#include "cloud/cloud.h"
#include "net/http_message.h"

namespace sb::cli {
namespace {

using std::string_literals::operator""s;

// Verbs that read this file where none is named.
constexpr std::array<std::string_view, 7> kReadDefault{"plan",   "apply", "destroy", "verify",
                                                       "doctor", "graph", "export"};

bool is_plain(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
}

void add_flag(std::vector<std::string>& words, const char* flag, const std::string& value) {
  if (value.empty()) return;
  words.emplace_back(flag);
  words.push_back(value);
}

std::string to_line(std::string line, const std::vector<std::string>& words) {
  for (const std::string& word : words) line += " " + quote_for_shell(word);
  return line;
}

}  // namespace

std::string quote_for_shell(const std::string& word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  return "'" + base::replace_all(word, "'", "'\\''") + "'";
}

std::string to_paste(const GlobalOptions& global, const SuggestedCommand& command) {
  std::vector<std::string> words{command.verb};
  const bool read_anyway =
      command.file == StackOptions{}.file &&
      std::find(kReadDefault.begin(), kReadDefault.end(), command.verb) != kReadDefault.end();
  if (!read_anyway) add_flag(words, "-f", command.file);
  words.insert(words.end(), command.words.begin(), command.words.end());
  if (global.local) words.push_back(global.local_url.empty() ? "--local" : "--local=" + global.local_url);
  add_flag(words, "--profile", global.profile);
  add_flag(words, "--region", global.region);
  add_flag(words, "--endpoint-url", global.endpoint_url);
  add_flag(words, "--genesys-url", global.genesys_url);
  return to_line("switchboard", words);
}

std::string aws_to_paste(const GlobalOptions& global, Connection& connection) {
  std::vector<std::string> words;
  std::string line = "aws";
  if (connection.is_local()) {
    line = fmt::format("AWS_ACCESS_KEY_ID={} AWS_SECRET_ACCESS_KEY={} aws", cloud::kLocalKeyId,
                       cloud::kLocalSecret);
    add_flag(words, "--endpoint-url",
             connection.is_in_process() ? fmt::format("http://127.0.0.1:{}", cloud::kDefaultPort)
                                        : connection.local_url());
  } else {
    add_flag(words, "--profile", global.profile);
    add_flag(words, "--endpoint-url", global.endpoint_url);
  }
  add_flag(words, "--region", connection.aws().region());
  return to_line(line, words);
}

reconcile::Commands commands_for(const GlobalOptions& global, const std::string& file,
                                 Connection* connection) {
  reconcile::Commands out;
  out.apply = to_paste(global, {"apply", file, {}});
  out.doctor = to_paste(global, {"doctor", file, {}});
  out.topics = to_paste(global, {"topics", file, {}});
  if (connection != nullptr) out.aws = aws_to_paste(global, *connection);
  return out;
}

std::string list_queues_to_paste(const GlobalOptions& global, const std::string& file) {
  return to_paste(global, {"queues", file, {"--output", "json"}}) + " > queues.json";
}

std::string start_local_to_paste(const std::string& url) {
  const auto origin = net::parse_origin(url);
  if (!origin || !net::is_loopback_host(origin->host)) return "";
  const std::string place = fmt::format("{}:{}", origin->host, origin->port);
  const bool usual = place == cloud::CloudOptions{}.address + fmt::format(":{}", cloud::kDefaultPort);
  return to_paste({}, {"local", "", usual ? std::vector<std::string>{} : std::vector{"--listen"s, place}});
}

}  // namespace sb::cli
