// SPDX-License-Identifier: Apache-2.0
// Logs in with client credentials and finds a queue by its name, with the official Genesys Cloud SDK.
//   node find_queue.js URL CLIENT_ID CLIENT_SECRET NAME
// Prints {"queues":[{"id","name"}],"total":n}, or {"refused":{"status","error"}} and exits 1.
'use strict';
const sdk = require('purecloud-platform-client-v2');

async function main(address, clientId, clientSecret, name) {
  const url = new URL(address);
  const client = sdk.ApiClient.instance;
  client.setGateway({ protocol: 'http', host: url.hostname, port: Number(url.port) });
  await client.loginClientCredentialsGrant(clientId, clientSecret);
  const found = await new sdk.RoutingApi().getRoutingQueues({ name, pageSize: 100 });
  return { queues: found.entities.map(({ id, name }) => ({ id, name })), total: found.total };
}

// A refused login is an HTTP error with a response; a refused call is the body that Genesys Cloud answered.
function refusal(error) {
  const body = error.response?.data ?? error;
  const status = error.response?.status ?? error.status;
  return { refused: { status, error: body.error ?? body.code ?? String(error) } };
}

main(...process.argv.slice(2)).then(
  (answer) => finish(answer, 0),
  (error) => finish(refusal(error), 1),
);

// The SDK watches its configuration file, which would keep the process alive.
function finish(answer, code) {
  process.stdout.write(JSON.stringify(answer) + '\n', () => process.exit(code));
}
