// SPDX-License-Identifier: Apache-2.0
#include "cli/reference.h"

namespace sb::cli {

std::span<const ExitCode> exit_codes() {
  static constexpr ExitCode kRows[] = {
      {0, "done; match, explain: something matched; lint: nothing but notes"},
      {1, "failed; match, explain: nothing matched; test: a case failed; lint: findings"},
      {2, "--detailed-exitcode: changes pending; match, explain, test, lint: bad input"},
      {64, "the command line was wrong"},
      {130, "interrupted (Ctrl-C); what was in flight was finished, what was temporary removed"},
      {143, "send, tail: ended by SIGTERM, in the same way"}};
  return kRows;
}

std::span<const ReferenceRow> environment_variables() {
  static constexpr ReferenceRow kRows[] = {
      {"GENESYS_CLOUD_CLIENT_ID, GENESYS_CLOUD_CLIENT_SECRET",
       "The OAuth client (client credentials). GENESYS_CLIENT_ID and _SECRET, and "
       "GENESYSCLOUD_OAUTHCLIENT_ID "
       "and _SECRET, are read after them; the first pair that is set is taken whole."},
      {"GENESYS_CLOUD_REGION, GENESYSCLOUD_REGION",
       "The Genesys Cloud region, where the spec names none; mypurecloud.com by default. With "
       "GENESYSCLOUD_OAUTHCLIENT_ID the second is read first."},
      {"GENESYS_CLOUD_URL", "Address of Genesys Cloud, login and API; --genesys-url wins."},
      {"AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN",
       "AWS keys, the first place of the standard chain; docs/credentials.md has all of it."},
      {"AWS_PROFILE, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE",
       "The profile, and the files that it stands in; --profile wins."},
      {"AWS_REGION, AWS_DEFAULT_REGION", "The AWS region, after --region and the spec's."},
      {"AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_EVENTBRIDGE, _SNS, _SQS, _STS",
       "Addresses of all AWS services, or of one; --endpoint-url wins."},
      {"AWS_CA_BUNDLE", "Certificates to trust in place of the system's."},
      {"HTTPS_PROXY, NO_PROXY", "Proxies, and what goes past them."},
      {"NO_COLOR", "Set and not empty: no colours."},
      {"CI", "Set and not empty: nothing is asked, no progress is shown."},
      {"TERM", "dumb: no colours, no progress."}};
  return kRows;
}

std::span<const ReferenceRow> files() {
  static constexpr ReferenceRow kRows[] = {
      {"switchboard.yaml",
       "The spec that is read where -f names none; switchboard schema prints its JSON Schema."},
      {".switchboard/", "Data of the local cloud, where --data names no other folder."},
      {"~/.aws/config, ~/.aws/credentials", "Profiles, as the AWS SDKs read them."}};
  return kRows;
}

}  // namespace sb::cli
