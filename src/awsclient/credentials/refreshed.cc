// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/refreshed.h"

#include <fmt/format.h>

#include <algorithm>

namespace sb::awsclient::credentials {
namespace {

constexpr std::chrono::minutes kRenewFrom{15};
constexpr std::chrono::minutes kRenewBy{10};
constexpr std::chrono::minutes kTryAgainAfter{1};
constexpr base::Seconds kFailureStands{5};

// What failed, and the places before it, which had nothing.
base::Error failed_after(base::Error error, const std::string& asked) {
  if (!asked.empty()) error.message += "; before it nothing was found in" + asked;
  return error;
}

}  // namespace

RefreshedCredentials::RefreshedCredentials(Subject subject, std::vector<ProviderPtr> providers,
                                           const base::Clock& clock)
    : subject_(std::move(subject)), providers_(std::move(providers)), clock_(clock) {}

base::Result<Credentials> RefreshedCredentials::get() {
  const View before = look();
  if (before.need == Need::kNone) return *before.credentials;
  std::unique_lock renewing(renewing_, std::defer_lock);
  if (before.need == Need::kNow) {
    renewing.lock();
  } else if (!renewing.try_lock()) {
    return *before.credentials;
  }
  const View view = look();  // another caller may have renewed, or failed to, in the meantime
  if (view.need == Need::kNone) return *view.credentials;
  if (view.need == Need::kNow && view.failure) return *view.failure;
  auto fresh = find();
  if (fresh.ok()) {
    keep(*fresh);
    return fresh;
  }
  postpone(fresh.error());
  if (view.need == Need::kSoon) return *view.credentials;
  return fresh;
}

RefreshedCredentials::View RefreshedCredentials::look() const {
  const base::Time now = clock_.now();
  const std::lock_guard lock(mutex_);
  View out{Need::kNow, held_, std::nullopt};
  if (failure_ && now - failed_at_ < kFailureStands) out.failure = failure_;
  if (held_ && (!held_->expires || now < renew_from_)) {
    out.need = Need::kNone;
  } else if (held_ && now < renew_by_) {
    out.need = Need::kSoon;
  }
  return out;
}

base::Result<Credentials> RefreshedCredentials::find() {
  auto found = chosen_ == nullptr ? first_of_all() : of_the_chosen();
  if (found.ok() && found->expires && *found->expires <= clock_.now()) {
    return base::Error{"ExpiredCredentials",
                       fmt::format("the credentials from {} ended at {}", chosen_->name(),
                                   base::format_iso_seconds(*found->expires)),
                       "get new ones where those came from"};
  }
  return found;
}

base::Result<Credentials> RefreshedCredentials::first_of_all() {
  std::string asked;
  for (const ProviderPtr& provider : providers_) {
    auto found = provider->find();
    if (!found) return failed_after(found.error(), asked);
    if (auto* credentials = std::get_if<Credentials>(&*found)) {
      chosen_ = provider.get();
      return std::move(*credentials);
    }
    asked += fmt::format("\n  {}: {}", provider->name(), std::get<Nothing>(*found).why);
  }
  return base::Error{"NoCredentials", fmt::format("no {}; looked in{}", subject_.what, asked), subject_.hint};
}

base::Result<Credentials> RefreshedCredentials::of_the_chosen() {
  auto found = chosen_->find();
  if (!found) return found.error();
  if (auto* credentials = std::get_if<Credentials>(&*found)) return std::move(*credentials);
  return base::Error{"NoCredentials",
                     fmt::format("{} had credentials and has none any more: {}", chosen_->name(),
                                 std::get<Nothing>(*found).why),
                     ""};
}

void RefreshedCredentials::keep(const Credentials& credentials) {
  const base::Time now = clock_.now();
  const std::lock_guard lock(mutex_);
  held_ = credentials;
  failure_.reset();
  if (!credentials.expires) return;
  const base::Milliseconds life = *credentials.expires - now;
  renew_from_ = *credentials.expires - std::min<base::Milliseconds>(kRenewFrom, life / 2);
  renew_by_ = *credentials.expires - std::min<base::Milliseconds>(kRenewBy, life / 3);
}

void RefreshedCredentials::postpone(const base::Error& error) {
  const base::Time now = clock_.now();
  const std::lock_guard lock(mutex_);
  failure_ = error;
  failed_at_ = now;
  if (held_) renew_from_ = std::min<base::Time>(now + kTryAgainAfter, renew_by_);
}

}  // namespace sb::awsclient::credentials
