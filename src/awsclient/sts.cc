// SPDX-License-Identifier: Apache-2.0
#include "awsclient/sts.h"

#include <fmt/format.h>

#include <pugixml.hpp>

namespace sb::awsclient {
namespace {

constexpr char kVersion[] = "2011-06-15";

base::Error bad_answer(const std::string& action, const char* what) {
  return {"BadAnswer", fmt::format("sts {}: the answer {}", action, what),
          "is the endpoint really an AWS endpoint?"};
}

QueryParameters parameters_of(const AssumeRole& input) {
  QueryParameters out{{"RoleArn", input.role_arn}, {"RoleSessionName", input.session_name}};
  if (!input.external_id.empty()) out.emplace_back("ExternalId", input.external_id);
  if (input.duration_seconds) out.emplace_back("DurationSeconds", std::to_string(*input.duration_seconds));
  return out;
}

base::Result<Credentials> read_session(const std::string& answer, const std::string& action) {
  pugi::xml_document document;
  document.load_string(answer.c_str());
  const pugi::xml_node found =
      document.document_element().child((action + "Result").c_str()).child("Credentials");
  Credentials out{found.child_value("AccessKeyId"), base::Secret(found.child_value("SecretAccessKey")),
                  base::Secret(found.child_value("SessionToken"))};
  if (out.access_key_id.empty() || out.secret_access_key.empty() || out.session_token.empty())
    return bad_answer(action, "holds no credentials");
  const auto expires = base::parse_iso(found.child_value("Expiration"));
  if (!expires) return bad_answer(action, "does not say when the session ends");
  out.expires = *expires;
  return out;
}

}  // namespace

base::Result<CallerIdentity> get_caller_identity(Transport& transport) {
  static constexpr char kAction[] = "GetCallerIdentity";
  const auto answer = transport.call_query("sts", kAction, kVersion, {});
  if (!answer) return answer.error();
  pugi::xml_document document;
  document.load_string(answer->c_str());
  const pugi::xml_node result = document.document_element().child("GetCallerIdentityResult");
  CallerIdentity out{result.child_value("Account"), result.child_value("Arn")};
  if (out.account.empty()) return bad_answer(kAction, "names no account");
  return out;
}

base::Result<Credentials> assume_role(Transport& transport, const AssumeRole& input) {
  const auto answer = transport.call_query("sts", "AssumeRole", kVersion, parameters_of(input));
  if (!answer) return answer.error();
  return read_session(*answer, "AssumeRole");
}

base::Result<Credentials> assume_role_with_web_identity(Transport& transport, const AssumeRole& input,
                                                        const base::Secret& token) {
  static constexpr char kAction[] = "AssumeRoleWithWebIdentity";
  QueryParameters parameters = parameters_of(input);
  parameters.emplace_back("WebIdentityToken", token.reveal());
  const auto answer = transport.call_query("sts", kAction, kVersion, parameters, Signing::kNone);
  if (!answer) return answer.error();
  return read_session(*answer, kAction);
}

}  // namespace sb::awsclient
