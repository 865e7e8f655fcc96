// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';
/* The tables and their statements. WAL with synchronous FULL: a commit is on disk when it returns. */
const Database = require('better-sqlite3');

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS member (
    id TEXT PRIMARY KEY,
    birth_year INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS contact (
    id INTEGER PRIMARY KEY,
    asker TEXT NOT NULL REFERENCES member (id),
    asked TEXT NOT NULL REFERENCES member (id),
    state TEXT NOT NULL,
    UNIQUE (asker, asked)
  );
  CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY,
    key TEXT,
    author TEXT NOT NULL REFERENCES member (id),
    recipient TEXT REFERENCES member (id),
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT,
    received_at INTEGER NOT NULL
  ) WITHOUT ROWID;
`;

class Store {
  constructor(file) {
    this.db = new Database(file);
    this.db.pragma('journal_mode = WAL');
    this.db.pragma('synchronous = FULL');
    this.db.pragma('foreign_keys = ON');
    this.db.exec(SCHEMA);
    const prepare = (sql) => this.db.prepare(sql);
    this.addMember = prepare(`INSERT INTO member (id, birth_year) VALUES (?, ?)
      ON CONFLICT (id) DO UPDATE SET birth_year = excluded.birth_year`);
    this.birthYear = prepare('SELECT birth_year FROM member WHERE id = ?').pluck();
    this.addContact = prepare(
      "INSERT INTO contact (asker, asked, state) VALUES (?, ?, 'pending')");
    this.contact = prepare('SELECT asked, state FROM contact WHERE id = ?');
    this.openContact = prepare("UPDATE contact SET state = 'open' WHERE id = ?");
    this.areInContact = prepare(`SELECT 1 FROM contact WHERE state = 'open' AND
      ((asker = ? AND asked = ?) OR (asker = ? AND asked = ?))`).pluck();
    this.contactBetween = prepare(`SELECT id FROM contact WHERE
      (asker = ? AND asked = ?) OR (asker = ? AND asked = ?)`).pluck();
    this.message = prepare('SELECT key, verdict, reason FROM message WHERE id = ?');
    this.addMessage = prepare(`INSERT INTO message
      (id, key, author, recipient, place, text, verdict, reason, received_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.run = this.db.transaction((work) => work());
  }

  /* In a transaction, or in a savepoint of the one that is open. */
  transaction(work) {
    return this.run(work);
  }

  close() {
    this.db.close();
  }
}

module.exports = { Store };
