// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/document.h"
#include "net/http_message.h"

// How /_switchboard/* answers.
namespace sb::cloud {

net::HttpResponse as_json(int status, const json::Object& body);
// 404, naming what was asked.
net::HttpResponse nothing_here(const net::HttpRequest& request);

}  // namespace sb::cloud
