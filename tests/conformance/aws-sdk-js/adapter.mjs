// SPDX-License-Identifier: Apache-2.0
// The AWS SDK for JavaScript v3 as a client of the suite: calls on stdin, answers on stdout, a JSON line each.
import { createInterface } from 'node:readline';
import * as events from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';

const SERVICES = {
  events: [events, events.EventBridgeClient],
  lambda: [lambda, lambda.LambdaClient],
  sns: [sns, sns.SNSClient],
  sqs: [sqs, sqs.SQSClient],
  sts: [sts, sts.STSClient],
};
const clients = new Map();

function clientFor({ url, service, key, secret, token, region }) {
  const name = JSON.stringify([url, service, key, secret, token, region]);
  if (!clients.has(name)) {
    const credentials = { accessKeyId: key, secretAccessKey: secret, sessionToken: token };
    const Client = SERVICES[service][1];
    clients.set(name, new Client({ endpoint: url, region, credentials, maxAttempts: 1 }));
  }
  return clients.get(name);
}

function outgoing(value) {
  if (Array.isArray(value)) return value.map(outgoing);
  if (value === null || typeof value !== 'object') return value;
  if ('$base64' in value) return Buffer.from(value.$base64, 'base64');
  if ('$time' in value) return new Date(value.$time);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, outgoing(member)]));
}

function incoming(value) {
  if (value instanceof Date) return { $time: value.getTime() / 1000 };
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(incoming);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).filter(([name]) => name !== '$metadata');
  return Object.fromEntries(members.map(([name, member]) => [name, incoming(member)]));
}

function refusal(error) {
  if (error.$metadata?.httpStatusCode === undefined) return { broke: String(error) };
  return { error: { code: error.name, message: error.message, status: error.$metadata.httpStatusCode } };
}

async function call(ask) {
  const Command = SERVICES[ask.service][0][`${ask.operation}Command`];
  if (Command === undefined) return { lacks: [ask.operation] };
  if (ask.only_look) return { output: {} };
  try {
    return { output: incoming(await clientFor(ask).send(new Command(outgoing(ask.input)))) };
  } catch (error) {
    return refusal(error);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await call(JSON.parse(line))) + '\n');
}
