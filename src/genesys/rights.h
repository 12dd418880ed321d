// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Rights of OAuth clients. A client with the grant type Client Credentials may do what its roles grant, in
// the divisions in which it has them; scopes count for nothing.
namespace sb::genesys {

// How a Genesys admin gives `client_id` the permission that a call needs: the permission by its API name and
// by its name in the admin interface, the role, the client. Calls that need none, or are not known here, are
// told from the others by "the permission that the message names".
std::string how_to_grant(std::string_view method, std::string_view path, std::string_view client_id);

}  // namespace sb::genesys
