// SPDX-License-Identifier: Apache-2.0
// Any text as the body of an AWS Query request: decoded to JSON, or refused; what was decoded can be written
// as XML.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cloud/edge/query.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sb::cloud::edge;
  const Form form = parse_form({reinterpret_cast<const char*>(data), size});
  for (const char* service : {"sns", "sqs"}) {
    const auto object = form_to_json(form, service);
    if (object.ok()) (void)success_xml(service, "Publish", *object, "id");
  }
  return 0;
}
