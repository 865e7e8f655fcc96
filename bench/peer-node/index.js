// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';
/*
 * What a web developer would write in an afternoon, done properly: every message is on disk before
 * it is acknowledged, every reply is in an outbox before it is sent, one answer per sender for ever.
 *
 *   node index.js --port 2775 --db FILE [--retry]
 *
 * --retry puts a throttled reply back for a second; without it, as in most of what is deployed, the
 * row is marked failed. Favours: TCP_NODELAY, and the marks of sent replies share one transaction
 * a turn of the loop; the transaction a message is what is being compared.
 */
const { parseArgs } = require('node:util');
const Database = require('better-sqlite3');
const smpp = require('smpp');

const RETRY_MS = 1000;
const RECONNECT_MS = 1000;
const ANSWER = "This person does not wish to hear from you. Insisting is useless.";

const { values: options } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '2775' },
    db: { type: 'string', default: 'messages.db' },
    retry: { type: 'boolean', default: false },
  },
});

const db = new Database(options.db);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  CREATE TABLE IF NOT EXISTS contact (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    first_seen INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY,
    contact INTEGER NOT NULL REFERENCES contact (id),
    line TEXT NOT NULL,
    text TEXT NOT NULL,
    received_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY,
    contact INTEGER NOT NULL UNIQUE REFERENCES contact (id),
    message INTEGER NOT NULL REFERENCES message (id),
    line TEXT NOT NULL,
    number TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'due',
    provider_id TEXT
  );
  CREATE INDEX IF NOT EXISTS outbox_due ON outbox (id) WHERE state = 'due';
`);

const statements = {
  addContact: db.prepare(
    'INSERT INTO contact (number, first_seen) VALUES (?, ?) ON CONFLICT (number) DO NOTHING'),
  findContact: db.prepare('SELECT id FROM contact WHERE number = ?').pluck(),
  addMessage: db.prepare(
    'INSERT INTO message (contact, line, text, received_at) VALUES (?, ?, ?, ?)'),
  addReply: db.prepare(
    'INSERT INTO outbox (contact, message, line, number, text) VALUES (?, ?, ?, ?, ?)'),
  mark: db.prepare('UPDATE outbox SET state = ?, provider_id = ? WHERE id = ?'),
  due: db.prepare("SELECT id, line, number, text FROM outbox WHERE state = 'due' ORDER BY id"),
};

/* One transaction a message. Returns the reply to send, or null if this sender had one. */
const record = db.transaction((number, line, text, now) => {
  const added = statements.addContact.run(number, now);
  const isNew = added.changes === 1;
  const contact = isNew ? added.lastInsertRowid : statements.findContact.get(number);
  const message = statements.addMessage.run(contact, line, text, now).lastInsertRowid;
  if (!isNew) {
    return null;
  }
  const id = statements.addReply.run(contact, message, line, number, ANSWER).lastInsertRowid;
  return { id, line, number, text: ANSWER };
});

let marks = [];
const writeMarks = db.transaction((rows) => {
  for (const row of rows) {
    statements.mark.run(row.state, row.providerId, row.id);
  }
});

function mark(id, state, providerId) {
  if (marks.length === 0) {
    setImmediate(() => {
      const rows = marks;
      marks = [];
      writeMarks(rows);
    });
  }
  marks.push({ id, state, providerId });
}

function submit(session, reply) {
  session.submit_sm({
    source_addr_ton: 1,
    source_addr_npi: 1,
    source_addr: reply.line,
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    destination_addr: reply.number,
    short_message: reply.text,
  }, (response) => {
    if (response.command_status === smpp.ESME_ROK) {
      mark(reply.id, 'sent', response.message_id);
    } else if (options.retry && response.command_status === smpp.ESME_RTHROTTLED) {
      setTimeout(submit, RETRY_MS, session, reply);
    } else {
      mark(reply.id, 'failed', null);
    }
  });
}

function onMessage(session, pdu) {
  const text = pdu.short_message.message;
  const reply = record(pdu.source_addr, pdu.destination_addr, String(text), Date.now());
  session.send(pdu.response());
  if (reply !== null) {
    submit(session, reply);
  }
}

function connect() {
  const session = smpp.connect({
    host: options.host,
    port: Number(options.port),
    noDelay: true,
    auto_enquire_link_period: 10000,
  }, () => {
    session.bind_transceiver({ system_id: 'line', password: 'bench' }, (response) => {
      if (response.command_status !== smpp.ESME_ROK) {
        session.close();
        return;
      }
      for (const reply of statements.due.all()) {
        submit(session, reply);
      }
    });
  });
  session.on('deliver_sm', (pdu) => onMessage(session, pdu));
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => session.send(pdu.response(), () => session.close()));
  session.on('error', (error) => console.error(error.message));
  session.on('close', () => setTimeout(connect, RECONNECT_MS));
}

process.on('SIGTERM', () => {
  db.close();
  process.exit(0);
});
connect();
