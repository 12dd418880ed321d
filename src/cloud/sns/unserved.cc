// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/unserved.h"

#include <set>

namespace sb::cloud::sns {

const char* why_unserved(const std::string& operation) {
  static const std::set<std::string> kSms{"CheckIfPhoneNumberIsOptedOut",
                                          "CreateSMSSandboxPhoneNumber",
                                          "DeleteSMSSandboxPhoneNumber",
                                          "GetSMSAttributes",
                                          "GetSMSSandboxAccountStatus",
                                          "ListOriginationNumbers",
                                          "ListPhoneNumbersOptedOut",
                                          "ListSMSSandboxPhoneNumbers",
                                          "OptInPhoneNumber",
                                          "SetSMSAttributes",
                                          "VerifySMSSandboxPhoneNumber"};
  static const std::set<std::string> kPush{
      "CreatePlatformApplication",          "CreatePlatformEndpoint",   "DeleteEndpoint",
      "DeletePlatformApplication",          "GetEndpointAttributes",    "GetPlatformApplicationAttributes",
      "ListEndpointsByPlatformApplication", "ListPlatformApplications", "SetEndpointAttributes",
      "SetPlatformApplicationAttributes"};
  if (kSms.contains(operation)) return "SMS is not served by this endpoint.";
  if (kPush.contains(operation)) return "Mobile push is not served by this endpoint.";
  if (operation == "GetDataProtectionPolicy" || operation == "PutDataProtectionPolicy")
    return "Data protection policies are not served by this endpoint.";
  return nullptr;
}

}  // namespace sb::cloud::sns
