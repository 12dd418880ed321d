// SPDX-License-Identifier: Apache-2.0
// The official Genesys Cloud SDK, pointed at a local cloud, and how its programs here end.
'use strict';
const sdk = require('purecloud-platform-client-v2');

async function login(address, clientId, clientSecret) {
  const url = new URL(address);
  const client = sdk.ApiClient.instance;
  client.setGateway({ protocol: 'http', host: url.hostname, port: Number(url.port) });
  await client.loginClientCredentialsGrant(clientId, clientSecret);
  return sdk;
}

// A refused login is an HTTP error with a response; a refused call is the body that Genesys Cloud answered.
function refusal(error) {
  const body = error.response?.data ?? error;
  const status = error.response?.status ?? error.status;
  return { refused: { status, error: body.error ?? body.code ?? String(error) } };
}

// Prints what `main` answers, or {"refused":{"status","error"}} and exits 1.
function run(main) {
  main(...process.argv.slice(2)).then(
    (answer) => finish(answer, 0),
    (error) => finish(refusal(error), 1),
  );
}

// The SDK watches its configuration file, which would keep the process alive.
function finish(answer, code) {
  process.stdout.write(JSON.stringify(answer) + '\n', () => process.exit(code));
}

module.exports = { login, refusal, run };
