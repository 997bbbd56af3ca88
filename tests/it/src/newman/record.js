// Runs newman over a collection and prints what it sends, one JSON object a line, in the order of the collection.
//
//     node record.js NEWMAN COLLECTION ENVIRONMENT FILES
//
// NEWMAN is the folder that newman is installed in, ENVIRONMENT a JSON object of values for variables that have none,
// and FILES a folder for the files that forms send. Every connection, whatever host it is for, goes to a server in this
// process, without TLS, so that nothing leaves the machine.
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const path = require('node:path');
const { createRequire } = require('node:module');

const [folder, collectionFile, environmentFile, files] = process.argv.slice(2);
const load = createRequire(path.resolve(folder, 'node_modules', 'newman', 'package.json'));
const newman = load('newman');
const sdk = load('postman-collection');
const transformer = load('postman-collection-transformer');

/** What the importer has for dynamic variables; others are their names. */
const DYNAMIC = {
  guid: '3f2c9a54-6d1b-4e0f-9a77-0c5d2e8b1f60',
  randomUUID: '3f2c9a54-6d1b-4e0f-9a77-0c5d2e8b1f60',
  timestamp: '1767225600',
  isoTimestamp: '2026-01-01T00:00:00.000Z',
  randomDateRecent: '2026-01-01T00:00:00.000Z',
  randomDatePast: '2026-01-01T00:00:00.000Z',
  randomDateFuture: '2026-01-01T00:00:00.000Z',
  randomInt: '7',
  randomBoolean: 'true',
  randomEmail: 'someone@example.com',
  randomExampleEmail: 'someone@example.com',
  randomUrl: 'https://example.com',
  randomIP: '192.0.2.1',
  randomPrice: '1234',
  randomBankAccount: '1234',
  randomCreditCardMask: '1234',
};

/** What newman needs to be told to send a credential at all, by the type of the authentication. */
const SECRETS = {
  basic: { username: 'user', password: 'secret' },
  bearer: { token: 'secret' },
  apikey: { value: 'secret' },
  oauth2: { accessToken: 'secret' },
  jwt: { algorithm: 'HS256', secret: 'secret' },
};

main().catch((error) => {
  console.error(error.stack);
  process.exitCode = 1;
});

async function main() {
  const given = JSON.parse(fs.readFileSync(environmentFile, 'utf8'));
  const received = JSON.parse(fs.readFileSync(collectionFile, 'utf8').replace(/^\uFEFF/, ''));
  const collection = await upToDate(received.collection ?? received);
  const values = declared(collection, received.environments ?? []);
  const items = [];
  prepare(collection, [], values, items);
  await record(collection, environment(collection, values, given), items);
}

/** A collection in the newest format. */
async function upToDate(collection) {
  if (collection.info !== undefined) return collection;
  const options = { inputVersion: '1.0.0', outputVersion: '2.1.0' };
  return new Promise((resolve, reject) => {
    transformer.convert(collection, options, (error, it) => (error ? reject(error) : resolve(it)));
  });
}

/** The variables that the collection and the environments beside it give a value. */
function declared(collection, environments) {
  const values = new Map();
  const lists = [collection.variable ?? [], ...environments.map((it) => it.values ?? [])];
  for (const { key, id, value, disabled, enabled } of lists.flat()) {
    const name = key ?? id;
    const isSet = value !== undefined && value !== null && value !== '';
    if (isSet && !disabled && enabled !== false && !values.has(name)) {
      values.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
    }
  }
  return values;
}

/** An environment in which every variable that the collection mentions has a value: the given one, or its own name. */
function environment(collection, values, given) {
  const all = new Map(values);
  for (const [name, value] of Object.entries(given)) {
    if (!values.has(name)) all.set(name, value);
  }
  const text = JSON.stringify(collection) + JSON.stringify([...values.values()]);
  for (const [, written] of text.matchAll(/\{\{([^{}"\n/:]+)\}\}/g)) {
    const name = written.trim();
    const own = name.startsWith('$') ? DYNAMIC[name.slice(1)] ?? name.slice(1) : name;
    if (!all.has(name)) all.set(name, own);
    if (!all.has(written)) all.set(written, all.get(name));
  }
  return { values: [...all].map(([key, value]) => ({ key, value, enabled: true })) };
}

/** Numbers the items, and takes out or adds what would keep newman from sending what is saved. */
function prepare(node, folders, values, items) {
  delete node.event;
  complete(node.auth);
  for (const item of node.item ?? []) {
    if (Array.isArray(item.item)) {
      prepare(item, [...folders, item.name], values, items);
      continue;
    }
    if (item.request === undefined || item.request === null) continue;
    delete item.event;
    delete item.response;
    if (typeof item.request === 'string') item.request = { method: 'GET', url: item.request };
    item.id = String(items.length);
    items.push({ name: item.name, folders });
    complete(item.request.auth);
    place(item.request, values);
    attach(item.request.body);
  }
}

/** Adds the credentials that a collection leaves to the user. Kinds that the importer has a gap for are switched off. */
function complete(auth) {
  if (!auth || auth.type === 'noauth') return;
  const secrets = SECRETS[auth.type];
  if (secrets === undefined) {
    auth.type = 'noauth';
    return;
  }
  let attributes = auth[auth.type] ?? [];
  if (!Array.isArray(attributes)) {
    attributes = Object.entries(attributes).map(([key, value]) => ({ key, value }));
  }
  for (const [key, value] of Object.entries(secrets)) {
    const known = attributes.find((it) => it.key === key);
    if (known === undefined) attributes.push({ key, value, type: 'string' });
    else if (!known.value) known.value = value;
  }
  auth[auth.type] = attributes;
}

/**
 * Gives the variables of the path, `:name`, a value: that of the variable of their name, or else the name. People write
 * `{name}` for them, which newman knows nothing of.
 */
function place(request, values) {
  if (typeof request.url === 'string') request.url = sdk.Url.parse(request.url);
  const url = request.url;
  if (!url) return;
  if (typeof url.path === 'string') url.path = url.path.replace(/^\//, '').split('/');
  url.variable ??= [];
  if (Array.isArray(url.path)) {
    const named = (text) => text.replace(/(?<!\{)\{([^{}]+)\}(?!\})/g, (_, name) => values.get(name) ?? name);
    url.path = url.path.map((it) => (typeof it === 'string' ? named(it) : it));
  }
  for (const segment of url.path ?? []) {
    const name = /^:([^:{]+)$/.exec(typeof segment === 'string' ? segment : segment.value)?.[1];
    if (name === undefined) continue;
    const known = url.variable.find((it) => (it.key ?? it.id) === name);
    const value = values.get(name) ?? name;
    if (known === undefined) url.variable.push({ key: name, value });
    else if (known.value === undefined || known.value === null || known.value === '') known.value = value;
  }
}

/** Makes the files that a body names. */
function attach(body) {
  const made = (source) => {
    const name = path.basename(String((Array.isArray(source) ? source[0] : source) || 'file'));
    const file = path.join(files, name.replace(/[^A-Za-z0-9._-]/g, '_'));
    fs.writeFileSync(file, 'the content of a file');
    return file;
  };
  if (Array.isArray(body?.formdata)) {
    // Of the files of one part, newman 6 sends one; Postman sends all, each as a part of its own.
    body.formdata = body.formdata.flatMap((part) => {
      if (part.type !== 'file') return [part];
      const sources = Array.isArray(part.src) && part.src.length > 0 ? part.src : [part.src];
      return sources.map((source) => ({ ...part, src: made(source), value: undefined }));
    });
  }
  if (body?.mode === 'file') body.file = { src: made(body.file?.src) };
}

/** Runs the collection and prints what arrives. */
async function record(collection, environment, items) {
  const sent = new Map();
  let current;
  const servers = await Promise.all(['http', 'https'].map((scheme) => serve(scheme, (request) => {
    if (!sent.has(current)) sent.set(current, request);
  })));
  const [plain, secret] = servers.map((it) => it.address().port);
  const failures = new Map();
  const options = {
    collection,
    environment,
    requestAgents: { http: agent(http, plain), https: agent(https, secret) },
    ignoreRedirects: true,
    insecure: true,
    insecureFileRead: true,
    workingDir: files,
    timeoutRequest: 20000,
    reporters: [],
  };
  await new Promise((resolve, reject) => {
    newman.run(options, (error) => (error ? reject(error) : resolve()))
      .on('beforeRequest', (_, { item }) => { current = item.id; })
      .on('request', (error, { item }) => { if (error) failures.set(item.id, error.message); });
  });
  servers.forEach((it) => { it.closeAllConnections(); it.close(); });
  const lines = items.map((item, index) => {
    const id = String(index);
    const outcome = sent.get(id) ?? { error: failures.get(id) ?? 'nothing was sent' };
    return JSON.stringify({ ...item, ...outcome });
  });
  process.stdout.write(lines.map((it) => `${it}\n`).join(''));
}

/** An agent whose connections all go to one port of this machine. */
function agent({ Agent }, port) {
  const made = new Agent({ keepAlive: false });
  made.createConnection = () => net.connect(port, '127.0.0.1');
  return made;
}

/** A server that tells what arrives and answers that all is well. */
function serve(scheme, tell) {
  const server = http.createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    const chunks = [];
    request.on('data', (it) => chunks.push(it));
    request.on('end', () => {
      const raw = request.rawHeaders;
      const headers = raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1]]] : []));
      const body = Buffer.concat(chunks).toString('utf8');
      tell({ method: request.method, scheme, host: request.headers.host, path: request.url, headers, body });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  return new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(server)); });
}
