// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';
/*
 * What a web developer would write in an afternoon, done properly: members, contacts that have to be
 * accepted, an age rule, a list of bad words, and every verdict on disk before it is answered.
 *
 *   node index.js --port 8080 --db FILE --token-file FILE [--grouped]
 *
 * A transaction a request; with --grouped all requests of one turn of the event loop share one, and
 * none is answered before it is committed. Favours: see ../README.md.
 */
const crypto = require('node:crypto');
const fs = require('node:fs');
const { parseArgs } = require('node:util');
const express = require('express');
const rules = require('./rules');
const { Store } = require('./store');

const { values: options } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '8080' },
    db: { type: 'string', default: 'site.db' },
    'token-file': { type: 'string' },
    grouped: { type: 'boolean', default: false },
  },
});

const store = new Store(options.db);
const digest = (text) => crypto.createHash('sha256').update(text).digest();
const tokenDigest = digest(fs.readFileSync(options['token-file'], 'utf8').trim());

function authorize(req, res, next) {
  const given = req.get('authorization') ?? '';
  if (given.startsWith('Bearer ') && crypto.timingSafeEqual(digest(given.slice(7)), tokenDigest)) {
    next();
  } else {
    res.status(401).json({ title: 'No token, or none of ours', status: 401 });
  }
}

function respond(res, status, body) {
  res.status(status).json(body);
}

function refuse(res, error) {
  if (error instanceof rules.Problem) {
    respond(res, error.status, { title: error.message, status: error.status });
  } else {
    console.error(error);
    respond(res, 500, { title: 'Something went wrong', status: 500 });
  }
}

/* A transaction a request. */
function alone(work) {
  return (req, res) => {
    let answer;
    try {
      answer = store.transaction(() => work(store, req));
    } catch (error) {
      refuse(res, error);
      return;
    }
    respond(res, ...answer);
  };
}

/* What came in during one turn of the event loop is done in one transaction; what fails undoes
 * itself alone (a savepoint), and if the commit fails nobody is told that all is well. */
let waiting = [];

function commitAll() {
  const group = waiting;
  waiting = [];
  try {
    store.transaction(() => {
      for (const one of group) {
        try {
          one.answer = store.transaction(() => one.work(store, one.req));
        } catch (error) {
          one.error = error;
        }
      }
    });
  } catch (error) {
    for (const one of group) {
      one.error = error;
    }
  }
  for (const one of group) {
    if (one.error === undefined) {
      respond(one.res, ...one.answer);
    } else {
      refuse(one.res, one.error);
    }
  }
}

function grouped(work) {
  return (req, res) => {
    if (waiting.length === 0) {
      setImmediate(commitAll);
    }
    waiting.push({ work, req, res });
  };
}

const app = express();
const durable = options.grouped ? grouped : alone;
app.disable('x-powered-by');
app.disable('etag');
app.get('/healthz', (req, res) => respond(res, 200, { status: 'ok' }));
app.use(authorize);
app.use(express.json({ limit: '64kb' }));
app.post('/v1/members', durable(rules.member));
app.post('/v1/contacts', durable(rules.contact));
app.post('/v1/contacts/:id/accept', durable(rules.accept));
app.post('/v1/messages', durable(rules.message));
app.use((req, res) => respond(res, 404, { title: 'There is nothing here', status: 404 }));
// eslint-disable-next-line no-unused-vars -- Express knows an error handler by its four parameters
app.use((error, req, res, next) => {
  const status = error.status ?? 500;
  respond(res, status, { title: status < 500 ? error.message : 'Something went wrong', status });
});

const server = app.listen(Number(options.port), options.host);
/* Twelve times the default: a backend that is idle for a while finds its connections again. */
server.keepAliveTimeout = 60000;

process.on('SIGTERM', () => {
  server.close();
  store.close();
  process.exit(0);
});
