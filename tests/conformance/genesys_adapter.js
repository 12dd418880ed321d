// SPDX-License-Identifier: Apache-2.0
// The official Genesys Cloud SDK as a client of the suite: calls on stdin, answers on stdout, a JSON line each.
// A call is "Api.method" with its arguments; "login" only signs in.
'use strict';
const { createInterface } = require('node:readline');
const path = require('node:path');
const sdk = require(path.join(__dirname, '../e2e/genesys-sdk/node_modules/purecloud-platform-client-v2'));

const client = sdk.ApiClient.instance;
const tokens = new Map();

// The SDK signs in once for each OAuth client of each run; a token that a case brings along is used as it is.
async function signIn({ url, run, id, secret, token }, anew) {
  const address = new URL(url);
  client.setGateway({ protocol: 'http', host: address.hostname, port: Number(address.port) });
  if (token !== undefined) return client.setAccessToken(token);
  const name = JSON.stringify([run, id, secret]);
  if (anew || !tokens.has(name)) {
    const answer = await client.loginClientCredentialsGrant(id, secret);
    tokens.set(name, answer.accessToken);
  }
  client.setAccessToken(tokens.get(name));
}

// A refused login is an HTTP error with a response; a refused call is the body that Genesys Cloud answered.
function refusal(error) {
  const body = error.response?.data ?? error.body ?? error;
  const status = error.response?.status ?? error.status;
  if (status === undefined) return { broke: String(error.stack ?? error) };
  return { error: { status, code: body.error ?? body.code, message: body.description ?? body.message } };
}

async function call(ask) {
  try {
    await signIn(ask, ask.call === 'login');
    if (ask.call === 'login') return { output: { access_token: client.authData.accessToken } };
    const [api, method] = ask.call.split('.');
    return { output: (await new sdk[api]()[method](...ask.arguments)) ?? {} };
  } catch (error) {
    return refusal(error);
  }
}

async function serve() {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await call(JSON.parse(line))) + '\n');
  }
  process.exit(0); // the SDK watches its configuration file
}
serve();
