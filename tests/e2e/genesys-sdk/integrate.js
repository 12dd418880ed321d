// SPDX-License-Identifier: Apache-2.0
// Makes an integration to EventBridge, configures and enables it, changes it under a stale version, deletes it.
//   node integrate.js URL CLIENT_ID CLIENT_SECRET SUFFIX ACCOUNT REGION TOPIC
// Prints what it saw: {"states":[…],"version","conflict":{"status","error"},"listed":n,"gone":status}.
'use strict';
const { login, refusal, run } = require('./sdk.js');

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

// Reads until `done` says so; every reported state on the way.
async function watch(api, id, done) {
  const states = [];
  for (;;) {
    const { reportedState } = await api.getIntegration(id);
    if (states.at(-1) !== reportedState.code) states.push(reportedState.code);
    if (done(reportedState.code)) return states;
    await pause();
  }
}

async function refused(call) {
  try {
    await call();
  } catch (error) {
    return refusal(error).refused;
  }
  return null;
}

async function untilGone(api, id) {
  for (;;) {
    const answer = await refused(() => api.getIntegration(id));
    if (answer) return answer.status;
    await pause();
  }
}

run(async (address, clientId, clientSecret, eventSourceSuffix, awsAccountId, awsAccountRegion, topic) => {
  const sdk = await login(address, clientId, clientSecret);
  const api = new sdk.IntegrationsApi();
  const made = await api.postIntegrations({ body: { integrationType: { id: 'amazon-eventbridge-source' } } });
  const current = await api.getIntegrationConfigCurrent(made.id);
  const body = {
    ...current,
    name: 'By the SDK',
    properties: { eventSourceSuffix, awsAccountId, awsAccountRegion, eventFilter: [topic] },
  };
  const { version } = await api.putIntegrationConfigCurrent(made.id, { body });
  const conflict = await refused(() => api.putIntegrationConfigCurrent(made.id, { body }));
  await api.patchIntegration(made.id, { body: { intendedState: 'ENABLED' } });
  const states = await watch(api, made.id, (code) => code === 'ACTIVE' || code === 'ERROR');
  const listed = await api.getIntegrations({ expand: ['config.current'], pageSize: 100 });
  const mine = listed.entities.filter((one) => one.config.current.properties.eventSourceSuffix === eventSourceSuffix);
  await api.deleteIntegration(made.id);
  return { states, version, conflict, listed: mine.length, gone: await untilGone(api, made.id) };
});
