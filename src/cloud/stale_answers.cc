// SPDX-License-Identifier: Apache-2.0
#include "cloud/stale_answers.h"

#include <algorithm>

#include "cloud/genesys/genesys.h"

namespace sb::cloud {
namespace {

constexpr base::Seconds kAgeMax{5};
constexpr size_t kBytesMax = 32 * 1024 * 1024;

bool reads_configuration(std::string_view operation) {
  return operation.starts_with("Get") || operation.starts_with("List") || operation.starts_with("Describe");
}

// "ListRules" of a header, or of the parameter Action of a Query call.
std::string_view operation_of(const net::HttpRequest& request) {
  if (const auto target = net::find_header(request.headers, "X-Amz-Target"))
    return std::string_view(*target).substr(target->find('.') + 1);
  static constexpr std::string_view kAction = "Action=";
  const std::string_view body = request.body;
  const size_t at = body.find(kAction);
  return at == std::string_view::npos ? "" : body.substr(at + kAction.size(), 40);
}

// Who asks: of a signature the key and its scope, of a token all of it.
std::string_view caller_of(const net::HttpRequest& request) {
  const auto header = net::find_header(request.headers, "Authorization");
  const std::string_view text = header ? std::string_view(*header) : "";
  return text.substr(0, text.find(','));
}

// Of an error of AWS: JSON protocols have it in a header, the Query protocol in the first element of that
// name.
std::string_view code_of(const net::HttpResponse& answer) {
  if (const auto header = net::find_header(answer.headers, "x-amzn-ErrorType")) return *header;
  static constexpr std::string_view kCode = "<Code>";
  const std::string_view body = answer.body;
  const size_t at = body.find(kCode);
  if (at == std::string_view::npos) return {};
  const std::string_view code = body.substr(at + kCode.size());
  return code.substr(0, code.find('<'));
}

}  // namespace

bool StaleAnswers::tells_configuration(const net::HttpResponse& answer) {
  if ((answer.status >= 200 && answer.status < 300) || answer.status == 404) return true;
  static constexpr std::string_view kNotThere[] = {"ResourceNotFoundException", "QueueDoesNotExist",
                                                   "AWS.SimpleQueueService.NonExistentQueue"};
  return std::find(std::begin(kNotThere), std::end(kNotThere), code_of(answer)) != std::end(kNotThere);
}

std::optional<std::string> StaleAnswers::key_of(const net::HttpRequest& request) {
  const bool genesys = genesys::Genesys::owns(request.path());
  if (genesys ? request.method != "GET" : !reads_configuration(operation_of(request))) return std::nullopt;
  std::string out;
  for (const std::string_view part : {caller_of(request), std::string_view(request.target),
                                      operation_of(request), std::string_view(request.body)}) {
    out += part;
    out += '\n';
  }
  return out;
}

const net::HttpResponse* StaleAnswers::find(const std::string& key, base::Time now) const {
  const auto at = kept_.find(key);
  return at == kept_.end() || now - at->second.when > kAgeMax ? nullptr : &at->second.answer;
}

void StaleAnswers::keep(const std::string& key, const net::HttpResponse& answer, base::Time now) {
  if (bytes_ > kBytesMax) {
    kept_.clear();
    bytes_ = 0;
  }
  bytes_ += key.size() + answer.body.size();
  kept_[key] = {answer, now};
}

}  // namespace sb::cloud
