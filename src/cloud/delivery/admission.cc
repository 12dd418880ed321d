// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/admission.h"

namespace sb::cloud::delivery {

bool Admission::lets_in(const Delivery& delivery, const aws::Policy* policy, const std::string& action,
                        Context context, const base::Clock& clock) {
  const bool source = context == Context::kSource;
  const bool known =
      last_ && last_->principal == delivery.principal && last_->role_arn == delivery.role_arn &&
      (!source || (last_->source_arn == delivery.source_arn && last_->account == delivery.realm.account));
  if (known) return last_->let_in;
  std::map<std::string, std::string> told;
  if (source) told = {{"aws:sourcearn", delivery.source_arn}, {"aws:sourceaccount", delivery.realm.account}};
  const bool let_in = is_let_in(delivery, policy, action, std::move(told), clock.now());
  if (policy != nullptr && aws::depends_on_time(*policy)) return let_in;
  last_ = Answer{delivery.principal, delivery.role_arn, delivery.source_arn, delivery.realm.account, let_in};
  return let_in;
}

}  // namespace sb::cloud::delivery
