// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cloud/genesys/organization.h"
#include "cloud/genesys/router.h"

namespace sb::cloud::genesys {

// GET /api/v2/notifications/availabletopics. Fields beside the id come with `expand`: transports,
// description, enforced, visibility, requiresPermissions, permissionDetails, topicParameters. `schema` and
// `publicApiTemplateUriPaths` may be asked for; no topic here has them.
std::vector<Route> topic_routes(const Organization& organization);

}  // namespace sb::cloud::genesys
