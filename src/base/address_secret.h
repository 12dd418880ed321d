// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

// The secret that may stand in an address (RFC 3986, 3.2.1): the password of
// "https://user:password@host/path", or all that stands before the "@" where no ":" tells a name from a
// password.
namespace sb::base {

// An address cut in three.
struct AddressSecret {
  std::string before;
  std::string secret;  // as it stands in the address, percent-encoded where it is; never empty
  std::string after;   // from the "@" on
};

// nullopt where `address` bears none.
std::optional<AddressSecret> find_address_secret(std::string_view address);

// A text with "****" in place of the secret of every address in it; what may be shown and logged.
std::string mask_address_secrets(std::string_view text);

}  // namespace sb::base
