// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/sender.h"

#include <map>

#include "aws/arn.h"
#include "base/digest.h"
#include "base/text.h"

namespace sb::cloud::sqs {
namespace {

constexpr size_t kIdLength = 17;  // after the four letters that say the kind

std::string iam_id(const char* kind, const std::string& of) {
  static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const std::string digest = base::sha256(of);
  std::string out = kind;
  for (size_t i = 0; i < kIdLength; ++i)
    out += kLetters[static_cast<unsigned char>(digest[i]) % kLetters.size()];
  return out;
}

}  // namespace

std::string sender_id(const service::Call& call) {
  const auto arn = aws::parse_arn(call.caller_arn);
  if (!arn || arn->resource == "root") return call.realm.account;
  const auto parts = base::split(arn->resource, '/');
  if (parts.size() == 3 && parts[0] == "assumed-role") {
    const std::string role = arn->account + '/' + std::string(parts[1]);
    return iam_id("AROA", role) + ':' + std::string(parts[2]);
  }
  return iam_id("AIDA", call.caller_arn);
}

std::string service_sender_id(const std::string& principal) {
  // There are as few as there are services that send.
  static thread_local std::map<std::string, std::string> known;
  std::string& id = known[principal];
  if (id.empty()) id = iam_id("AIDA", principal);
  return id;
}

}  // namespace sb::cloud::sqs
