// SPDX-License-Identifier: Apache-2.0
// Reads all that an organisation has for EventBridge.
//   node explore.js URL CLIENT_ID CLIENT_SECRET
// Prints {"organization","queues":[names of every page],"divisionViews":n,"topics":[those for EventBridge],
// "type":{"maxInstances"},"maxItems"}.
'use strict';
const { login, run } = require('./sdk.js');

async function everyQueue(routing) {
  const names = [];
  for (let pageNumber = 1; ; ++pageNumber) {
    const page = await routing.getRoutingQueues({ pageNumber, pageSize: 2 });
    names.push(...page.entities.map((queue) => queue.name));
    if (pageNumber >= page.pageCount) return names;
  }
}

run(async (address, clientId, clientSecret) => {
  const sdk = await login(address, clientId, clientSecret);
  const routing = new sdk.RoutingApi();
  const integrations = new sdk.IntegrationsApi();
  const me = await new sdk.OrganizationApi().getOrganizationsMe();
  const views = await routing.getRoutingQueuesDivisionviews({ pageSize: 100 });
  const available = await new sdk.NotificationsApi().getNotificationsAvailabletopics({ expand: ['transports'] });
  const type = await integrations.getIntegrationsType('amazon-eventbridge-source');
  const schema = await integrations.getIntegrationsTypeConfigschema(type.id, 'properties');
  return {
    organization: me.id,
    queues: await everyQueue(routing),
    divisionViews: views.total,
    topics: available.entities
      .filter(({ transports }) => transports.includes('EventBridge') || transports.includes('All'))
      .map((topic) => topic.id),
    type: { maxInstances: type.maxInstances },
    maxItems: schema.properties.eventFilter.maxItems,
  };
});
