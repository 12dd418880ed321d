// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "reconcile/commands.h"

// Commands that output tells people to give. All of them are composed here, so that each can be pasted and
// then acts on what the run that printed it has acted on.
namespace sb::cli {

class Connection;

struct SuggestedCommand {
  std::string verb;
  std::string file;                // the spec; "" for none
  std::vector<std::string> words;  // what else follows the verb
};

// One word of a POSIX shell, whatever is in it.
std::string quote_for_shell(const std::string& word);

// "switchboard VERB …", with the flags of `global` that choose accounts and clouds (--local, --profile,
// --region, --endpoint-url, --genesys-url), quoted for a POSIX shell. The spec is left out where the verb
// would read it anyway.
std::string to_paste(const GlobalOptions& global, const SuggestedCommand& command);

// "aws …" up to the service's name, pointed where `connection` is. For the local cloud its well-known key
// pair goes along; for a cloud in this process it is the default address, at which `switchboard local`
// serves the same data.
std::string aws_to_paste(const GlobalOptions& global, Connection& connection);

// What reconcile's findings suggest about the spec in `file`. `connection` may be null: "aws" alone then.
reconcile::Commands commands_for(const GlobalOptions& global, const std::string& file,
                                 Connection* connection);

// What writes the file that --queues takes, of the queues that the spec in `file` speaks of.
std::string list_queues_to_paste(const GlobalOptions& global, const std::string& file);

// What starts the local cloud that was looked for at `url`; "" for an address of another machine.
std::string start_local_to_paste(const std::string& url);

}  // namespace sb::cli
