// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/standard.h"

#include <vector>

#include "awsclient/credentials/container.h"
#include "awsclient/credentials/environment.h"
#include "awsclient/credentials/instance.h"
#include "awsclient/credentials/process.h"
#include "awsclient/credentials/refreshed.h"
#include "awsclient/credentials/role.h"
#include "awsclient/credentials/shared_keys.h"
#include "awsclient/credentials/sso.h"
#include "awsclient/credentials/web_identity.h"

namespace sb::awsclient::credentials {

std::unique_ptr<CredentialSource> make_standard_chain(const Surroundings& surroundings,
                                                      const std::string& profile, bool chosen_by_flag) {
  std::vector<ProviderPtr> providers;
  if (!chosen_by_flag) providers.push_back(make_environment_provider(surroundings));
  providers.push_back(make_role_provider(surroundings, profile));
  providers.push_back(make_web_identity_provider(
      surroundings, profile,
      chosen_by_flag ? WebIdentityFrom::kProfile : WebIdentityFrom::kEnvironmentAndProfile));
  providers.push_back(make_sso_provider(surroundings, profile));
  providers.push_back(make_shared_keys_provider(surroundings, profile, SharedFiles::Kind::kCredentials));
  providers.push_back(make_process_provider(surroundings, profile));
  providers.push_back(make_shared_keys_provider(surroundings, profile, SharedFiles::Kind::kConfig));
  providers.push_back(make_container_provider(surroundings));
  providers.push_back(make_instance_provider(surroundings, profile));
  return std::make_unique<RefreshedCredentials>(
      Subject{"AWS credentials",
              chosen_by_flag ? "give the profile keys, a role, SSO or a credential_process"
                             : "export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with "
                               "--profile or AWS_PROFILE"},
      std::move(providers), surroundings.clock);
}

}  // namespace sb::awsclient::credentials
