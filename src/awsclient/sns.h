// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "awsclient/transport.h"

namespace sb::awsclient {

struct Subscription {
  std::string arn;  // "PendingConfirmation" until confirmed
  std::string protocol;
  std::string endpoint;
  std::string topic_arn;
};

using Attributes = std::map<std::string, std::string>;

// Amazon SNS, API 2010-03-31, AWS Query. Lists are followed to their last page.
class Sns {
 public:
  explicit Sns(Transport& transport) : transport_(transport) {}

  // Returns the ARN. Error code InvalidParameter: it exists with other attributes.
  base::Result<std::string> create_topic(const std::string& name, const Attributes& attributes,
                                         const Attributes& tags);
  base::Status delete_topic(const std::string& arn);
  // nullopt: no such topic.
  base::Result<std::optional<Attributes>> topic_attributes(const std::string& arn);
  base::Status set_topic_attribute(const std::string& arn, const std::string& name, const std::string& value);

  // The ARNs of the caller's topics: all pages, or as many as it takes to have `most`.
  base::Result<std::vector<std::string>> list_topics(size_t most);
  base::Result<std::vector<Subscription>> subscriptions_of(const std::string& topic_arn);
  // Returns the subscription's ARN, also of one that is still to be confirmed.
  base::Result<std::string> subscribe(const std::string& topic_arn, const std::string& protocol,
                                      const std::string& endpoint, const Attributes& attributes);
  base::Status unsubscribe(const std::string& arn);
  base::Result<Attributes> subscription_attributes(const std::string& arn);
  base::Status set_subscription_attribute(const std::string& arn, const std::string& name,
                                          const std::string& value);

 private:
  base::Result<std::string> call(const std::string& action, const QueryParameters& parameters);

  Transport& transport_;
};

}  // namespace sb::awsclient
