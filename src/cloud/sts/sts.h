// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cloud/service/service.h"

namespace sb::cloud::sts {

// AWS STS (API 2011-06-15): who is calling. Needs no state and no permission.
class Sts final : public service::Service {
 public:
  bool knows(const std::string& operation) const override;
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;
};

}  // namespace sb::cloud::sts
