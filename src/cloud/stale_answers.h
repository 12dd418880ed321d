// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "net/http_message.h"

namespace sb::cloud {

// What reads of configuration (Get…, List…, Describe… of AWS, GET of Genesys Cloud) were answered, for
// --chaos stale=…, which answers some of them as the same caller's same read was answered up to five seconds
// before. So a service looks that has not yet told all its machines. On the loop's thread only.
class StaleAnswers {
 public:
  // What two reads have in common that must be answered alike; nullopt for a request that is no such read.
  static std::optional<std::string> key_of(const net::HttpRequest& request);

  // True where an answer tells what stands: a success, or that there is no such thing. What else refuses a
  // read is the caller's own affair, or the moment's.
  static bool tells_configuration(const net::HttpResponse& answer);

  // nullptr: none that is young enough.
  const net::HttpResponse* find(const std::string& key, base::Time now) const;
  // Keeps an answer; all others are forgotten when they take more than 32 MiB.
  void keep(const std::string& key, const net::HttpResponse& answer, base::Time now);

 private:
  struct Kept {
    net::HttpResponse answer;
    base::Time when;
  };
  std::map<std::string, Kept> kept_;
  size_t bytes_ = 0;  // of keys and bodies, at least
};

}  // namespace sb::cloud
