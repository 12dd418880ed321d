// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/organization.h"

namespace sb::cloud::genesys {

Organization Organization::built_in() {
  Organization out;
  out.id = "122be111-0193-43aa-aadd-167d922a59af";
  out.name = "Local Contact Center";
  out.queues = {{"30efdbc1-b459-462a-a4b5-966c53a60562", "General Support"},
                {"8a0c56ee-e6c0-4fd2-a979-75f8764dbc75", "Billing"},
                {"8915edf3-6eee-4201-9c52-b16af4dc51dc", "Web Sales"}};
  out.clients = {{"local", base::Secret("local"), true, true}};
  out.event_types = {"conversationCreated", "conversationUpdated", "conversationEnded",
                     "conversation.start",  "conversation.update", "conversation.end"};
  out.aws_account = "000000000000";
  return out;
}

}  // namespace sb::cloud::genesys
