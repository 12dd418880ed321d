// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "cloud/service/service.h"

// Lists of queues come in pages, one behind the other by the queues' names.
namespace sb::cloud::sqs {

struct Page {
  size_t count_max = 1000;
  std::string after;      // the name of the queue that the page before ended with; empty: the first page
  bool is_asked = false;  // a page was asked for: its end is told
};

// MaxResults and NextToken of a list; the fault where MaxResults is out of its range, or NextToken is none
// that end_page() made.
std::variant<Page, service::Fault> read_page(const json::Object& input);
// Gives a list that goes on behind the queue `last` its NextToken.
void end_page(json::Object& list, const Page& page, const std::string& last);

}  // namespace sb::cloud::sqs
