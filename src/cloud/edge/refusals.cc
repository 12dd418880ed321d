// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/refusals.h"

#include <algorithm>

#include "base/digest.h"
#include "cloud/edge/answer.h"

namespace sb::cloud::edge {
namespace {

using service::Fault;

struct Words {
  const char* service;
  Fault throttled;
  Fault broken;
};

const Words& words_of(const std::string& service) {
  static const Words kWords[] = {{"events",
                                  {"ThrottlingException", "Rate exceeded", 400, "", ""},
                                  {"InternalException", "An internal error occurred.", 500, "", ""}},
                                 {"sns",
                                  {"Throttling", "Rate exceeded", 400, "", ""},
                                  {"InternalError", "An internal error occurred.", 500, "", ""}},
                                 {"sqs",
                                  {"RequestThrottled", "Request is throttled.", 403, "", ""},
                                  {"ServiceUnavailable", "The service is unavailable.", 503, "", ""}},
                                 {"lambda",
                                  {"TooManyRequestsException", "Rate Exceeded.", 429, "", ""},
                                  {"ServiceException", "An internal error occurred.", 500, "", ""}},
                                 {"",
                                  {"Throttling", "Rate exceeded", 400, "", ""},
                                  {"InternalFailure", "An internal error occurred.", 500, "", ""}}};
  return *std::find_if(std::begin(kWords), std::prev(std::end(kWords)),
                       [&](const Words& words) { return service == words.service; });
}

}  // namespace

Fault fault_of(const Ask& ask, Refusal refusal) {
  const Words& words = words_of(ask.service);
  return refusal == Refusal::kThrottled ? words.throttled : words.broken;
}

net::HttpResponse refuse(const net::HttpRequest& request, Refusal refusal) {
  std::optional<Fault> unreadable;
  const Ask ask = read_ask(request, unreadable);
  return make_answer(ask, fault_of(ask, refusal), base::make_uuid());
}

bool brings_in(const Ask& ask) {
  static constexpr const char* kOperations[] = {"PutEvents",   "PutPartnerEvents", "Publish", "PublishBatch",
                                                "SendMessage", "SendMessageBatch", "Invoke"};
  return std::any_of(std::begin(kOperations), std::end(kOperations),
                     [&](const char* known) { return ask.operation == known; });
}

}  // namespace sb::cloud::edge
