// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sb::awsclient {

// What an error of an AWS service asks its caller to do.
enum class FaultClass {
  kFinal,      // nothing: the same call will fail again. A quota that is used up is one
  kThrottled,  // go slower
  kTransient,  // try again
  kConflict,   // somebody else was writing: read again before writing again
  kSixty,      // try again in a minute: a queue's name just after its deletion, a second purge
};

// By the error's code, else by the HTTP status (0: an entry of a batch, which has none). The codes are those
// that the AWS SDKs retry, without LimitExceededException, which is a quota, and with those conflicts that no
// SDK retries.
FaultClass classify_fault(int status, std::string_view code);

// True for calls that put a whole value in the place of another (PutRule, PutTargets, Set…Attributes). After
// a conflict they must not be made again unchanged: the value was computed from what is no longer there.
bool replaces_whole(std::string_view call);

// True for PutEvents: what it carries is taken anew, under new ids, each time that it is made. Without an
// answer that says that nothing was taken it must not be made again.
bool takes_anew(std::string_view call);

}  // namespace sb::awsclient
