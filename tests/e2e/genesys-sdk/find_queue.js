// SPDX-License-Identifier: Apache-2.0
// Logs in with client credentials and finds a queue by its name.
//   node find_queue.js URL CLIENT_ID CLIENT_SECRET NAME
// Prints {"queues":[{"id","name"}],"total":n}.
'use strict';
const { login, run } = require('./sdk.js');

run(async (address, clientId, clientSecret, name) => {
  const sdk = await login(address, clientId, clientSecret);
  const found = await new sdk.RoutingApi().getRoutingQueues({ name, pageSize: 100 });
  return { queues: found.entities.map(({ id, name }) => ({ id, name })), total: found.total };
});
