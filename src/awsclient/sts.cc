// SPDX-License-Identifier: Apache-2.0
#include "awsclient/sts.h"

#include <pugixml.hpp>

namespace sb::awsclient {

base::Result<CallerIdentity> get_caller_identity(Transport& transport) {
  const auto answer = transport.call_query("sts", "GetCallerIdentity", "2011-06-15", {});
  if (!answer) return answer.error();
  pugi::xml_document document;
  document.load_string(answer->c_str());
  const pugi::xml_node result = document.document_element().child("GetCallerIdentityResult");
  CallerIdentity out{result.child_value("Account"), result.child_value("Arn")};
  if (out.account.empty())
    return base::Error{"BadAnswer", "sts GetCallerIdentity: the answer names no account", ""};
  return out;
}

}  // namespace sb::awsclient
