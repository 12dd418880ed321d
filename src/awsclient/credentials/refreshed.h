// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// How messages speak of credentials that were not found.
struct Subject {
  std::string what;  // "AWS credentials"
  std::string hint;
};

// The credentials of the first provider that has some, kept until they come near their end. Thread-safe.
//
// From 15 minutes before the end one caller renews them while the others go on with the old ones, and a
// failure is tried again a minute later. From 10 minutes before the end all wait for the renewal, and a
// failure is an error. Short-lived credentials are renewed after half of their life, at the latest after two
// thirds, so that none is asked for at every call. Once chosen, a provider stays.
class RefreshedCredentials final : public CredentialSource {
 public:
  // `clock` must outlive it.
  RefreshedCredentials(Subject subject, std::vector<ProviderPtr> providers, const base::Clock& clock);

  // Errors: "NoCredentials", naming each provider and why it had nothing; "ExpiredCredentials"; what a
  // provider says. A failure is given again for five seconds before it is tried anew.
  base::Result<Credentials> get() override;

 private:
  enum class Need { kNone, kSoon, kNow };
  struct View {
    Need need = Need::kNow;
    std::optional<Credentials> credentials;
    std::optional<base::Error> failure;  // a fresh one
  };

  View look() const;
  base::Result<Credentials> find();
  base::Result<Credentials> first_of_all();
  base::Result<Credentials> of_the_chosen();
  void keep(const Credentials& credentials);
  void postpone(const base::Error& error);

  const Subject subject_;
  const std::vector<ProviderPtr> providers_;
  const base::Clock& clock_;

  std::mutex renewing_;                   // held while providers are asked
  CredentialProvider* chosen_ = nullptr;  // guarded by renewing_

  mutable std::mutex mutex_;  // guards what follows; never held over a provider's work
  std::optional<Credentials> held_;
  base::Time renew_from_;               // one caller tries
  base::Time renew_by_;                 // all wait
  std::optional<base::Error> failure_;  // of the last renewal
  base::Time failed_at_;
};

}  // namespace sb::awsclient::credentials
