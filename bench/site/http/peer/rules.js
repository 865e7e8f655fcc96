// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';
/* What each request means. Each function returns [status, body], or throws a Problem. */
const filter = require('leo-profanity');

const ADULT = 18;
const AGE_GAP = 2;
const PLACES = new Set(['direct', 'forum', 'comment', 'profile']);
const ID = /^[A-Za-z0-9._:-]{1,64}$/;

class Problem extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/* The package's own check() goes through its whole list for every text, 0.2 ms with English and
 * French; a set of the same words finds the same in a hundredth of that. */
const badWords = new Set([...filter.getDictionary('en'), ...filter.getDictionary('fr')]);

function isRude(text) {
  return text.toLowerCase().split(/[^\p{L}\p{N}'-]+/u).some((word) => badWords.has(word));
}

function needId(body, name) {
  const value = body?.[name];
  if (typeof value !== 'string' || !ID.test(value)) {
    throw new Problem(422, `${name} is no id`);
  }
  return value;
}

function needMember(store, id) {
  const year = store.birthYear.get(id);
  if (year === undefined) {
    throw new Problem(404, `No such member: ${id}`);
  }
  return year;
}

/* An adult and a minor only when they are two years apart at most. */
function mayMeet(yearA, yearB) {
  const now = new Date().getFullYear();
  const isMinor = (year) => now - year < ADULT;
  return isMinor(yearA) === isMinor(yearB) || Math.abs(yearA - yearB) <= AGE_GAP;
}

function member(store, { body }) {
  const id = needId(body, 'id');
  if (!Number.isInteger(body.birth_year) || body.birth_year < 1900) {
    throw new Problem(422, 'birth_year is no year');
  }
  store.addMember.run(id, body.birth_year);
  return [201, { verdict: 'accepted', member: id }];
}

function contact(store, { body }) {
  const from = needId(body, 'from');
  const to = needId(body, 'to');
  if (from === to || !mayMeet(needMember(store, from), needMember(store, to))) {
    return [200, { verdict: 'refuse', reason: ['not_available'] }];
  }
  if (store.contactBetween.get(from, to, to, from) !== undefined) {
    throw new Problem(409, 'There is a contact already');
  }
  const id = `c${store.addContact.run(from, to).lastInsertRowid}`;
  return [201, { verdict: 'pending', contact: id }];
}

function accept(store, { body, params }) {
  const id = Number(params.id.slice(1));
  const found = Number.isInteger(id) ? store.contact.get(id) : undefined;
  if (found === undefined) {
    throw new Problem(404, 'No such contact');
  }
  if (found.asked !== needId(body, 'member') || found.state !== 'pending') {
    throw new Problem(409, 'That contact is not his to accept');
  }
  store.openContact.run(id);
  return [200, { verdict: 'open', contact: params.id }];
}

function verdictOf(store, from, to, where, text) {
  if (where === 'direct' && store.areInContact.get(from, to, to, from) === undefined) {
    return ['refuse', 'not_open'];
  }
  return isRude(text) ? ['hold', 'insult'] : ['deliver', null];
}

function messageAnswer(id, verdict, reason) {
  return { id, verdict, reason: reason === null ? [] : [reason] };
}

function message(store, req) {
  const { body } = req;
  const id = needId(body, 'id');
  const from = needId(body, 'from');
  const to = body.where === 'direct' ? needId(body, 'to') : null;
  if (!PLACES.has(body.where) || typeof body.text !== 'string') {
    throw new Problem(422, 'where or text cannot be');
  }
  const key = req.get('idempotency-key') ?? null;
  const stored = store.message.get(id);
  if (stored !== undefined) {
    if (key === null || key !== stored.key) {
      throw new Problem(409, 'That message is there already');
    }
    return [200, messageAnswer(id, stored.verdict, stored.reason)];
  }
  needMember(store, from);
  const [verdict, reason] = verdictOf(store, from, to, body.where, body.text);
  store.addMessage.run(id, key, from, to, body.where, body.text, verdict, reason, Date.now());
  return [201, messageAnswer(id, verdict, reason)];
}

module.exports = { Problem, member, contact, accept, message };
