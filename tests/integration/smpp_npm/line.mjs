// SPDX-License-Identifier: GPL-3.0-or-later
// A fauxbond of its own for each test: settings, processes, what it logs and what it recorded. And a carrier: the npm
// package `smpp`, which nobody here wrote. Nothing sleeps for a result: until() looks again until a deadline.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export const [FAUXBOND, DUMP, PEER] = process.argv.slice(2);
export const smpp = createRequire(path.join(PEER, 'package.json'))('smpp');

export const OURS = '+999000000001';

export function sleep(ms) {
	return new Promise((done) => setTimeout(done, ms));
}

export async function until(what, probe, ms = 15000) {
	const end = Date.now() + ms;
	for (;;) {
		const got = await probe();
		if (got) return got;
		if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
		await sleep(10);
	}
}

export function check(good, what) {
	if (!good) throw new Error(what);
}

export async function freePort() {
	const server = net.createServer();
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address();
	await new Promise((done) => server.close(done));
	return port;
}

export class Line {
	constructor() {
		this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fauxbond-npm-'));
		this.settings = path.join(this.folder, 'fauxbond.yaml');
		this.log = '';
	}

	// `bearer`: more members of the bearer's entry; `line`: other members of the line's.
	async configure(port, { host = '127.0.0.1', password = 'secret', bearer = '', line = {} } = {}) {
		this.desk = await freePort();
		const members = {
			kind: 'decline', numbers: `["${OURS}"]`, languages: '[fr, en, nl]',
			answer: '{between: [0s, 0s], late: 24h}', accept: '{foreign: true}',
			cost: '{in: 0.01, out: 0.08}', caps: '{hour: 1000.00, day: 1000.00}', ...line };
		fs.writeFileSync(path.join(this.folder, 'secret'), password, { mode: 0o600 });
		fs.writeFileSync(this.settings, `
data: ./var
key: ./key
house: {country: FR, timezone: Europe/Paris, currency: EUR, caps: {day: 10000.00}}
desk: {listen: "127.0.0.1:${this.desk}"}
bearers:
  - {name: carrier, kind: smpp, address: "${host}:${port}", system_id: line, password_file: secret,
     practice: true${bearer ? ', ' + bearer : ''}}
lines:
  - name: decline
    bearer: carrier
${Object.entries(members).map(([key, value]) => `    ${key}: ${value}`).join('\n')}
`);
		return this;
	}

	// `shim`: a library to preload, `env`: for it.
	start(env = {}) {
		this.ended = null;
		this.child = spawn(FAUXBOND, ['serve', '--config', this.settings],
			{ stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
		this.child.stderr.on('data', (data) => { this.log += data; });
		this.child.on('exit', (code, signal) => { this.ended = { code, signal }; });
		return this;
	}

	logged(pattern, ms) {
		return until(`a log line ${pattern}; the log is:\n${this.log}`, () => this.log.match(pattern), ms);
	}

	times(pattern) {
		return (this.log.match(new RegExp(pattern, 'g')) || []).length;
	}

	// Ends it in order; how long that took.
	async stop(most = 10000) {
		const began = Date.now();
		if (!this.ended) this.child.kill('SIGTERM');
		await until(`it stops; the log is:\n${this.log}`, () => this.ended, most);
		check(this.ended.code === 0, `it ended with ${JSON.stringify(this.ended)}:\n${this.log}`);
		return Date.now() - began;
	}

	async metrics() {
		const answer = await fetch(`http://127.0.0.1:${this.desk}/metrics`);
		return answer.text();
	}

	// The value of the one metric whose name and labels match.
	async metric(pattern) {
		const found = (await this.metrics()).split('\n').find((row) => !row.startsWith('#') && pattern.test(row));
		return found === undefined ? undefined : Number(found.split(' ').at(-1));
	}

	record() {
		return execFileSync(DUMP, [this.settings], { encoding: 'utf8', maxBuffer: 1 << 28 })
			.split('\n').filter(Boolean).map((row) => JSON.parse(row));
	}

	verify() {
		execFileSync(FAUXBOND, ['evidence', 'verify', '--config', this.settings], { stdio: 'pipe' });
	}

	destroy() {
		if (this.child && !this.ended) this.child.kill('SIGKILL');
		fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

// A carrier. It says yes to everything, until a test replaces one of its hooks.
export class Carrier {
	constructor(options = {}) {
		this.options = options;
		this.password = 'secret';
		this.sessions = [];
		this.submits = [];
		this.acknowledged = [];
		this.binds = 0;
		this.unbinds = 0;
		this.ids = 0;
		this.onSubmit = (session, pdu) => this.accept(session, pdu);
		this.onUnbind = (session, pdu) => session.send(pdu.response());
	}

	async listen(port = 0) {
		this.server = smpp.createServer(this.options, (session) => this.welcome(session));
		this.server.on('tlsClientError', () => { this.refusedTls = (this.refusedTls || 0) + 1; });
		this.server.on('error', () => {});
		await new Promise((done) => this.server.listen(port, '127.0.0.1', done));
		this.port = this.server.address().port;
		return this;
	}

	welcome(session) {
		this.sessions.push(session);
		session.on('error', () => {});
		session.setMaxListeners(0);
		session.on('close', () => {
			this.sessions = this.sessions.filter((other) => other !== session);
			session.gone = true;
		});
		session.on('bind_transceiver', (pdu) => {
			this.binds++;
			if (pdu.password !== this.password) {
				session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
				session.close();
				return;
			}
			session.send(pdu.response());
			session.bound = true;
		});
		session.on('submit_sm', (pdu) => {
			this.submits.push(pdu);
			this.onSubmit(session, pdu);
		});
		session.on('enquire_link', (pdu) => {
			this.enquiries = (this.enquiries || 0) + 1;
			session.send(pdu.response());
		});
		session.on('unbind', (pdu) => {
			this.unbinds++;
			this.onUnbind(session, pdu);
		});
	}

	accept(session, pdu, id = String(++this.ids)) {
		session.send(pdu.response({ message_id: id }));
		return id;
	}

	async bound(ms) {
		return until('a bind', () => this.sessions.find((session) => session.bound && !session.gone), ms);
	}

	// The line's answer to a deliver_sm: the promise ends with its response, or with null when the connection does.
	deliver(session, from, text, more = {}) {
		return new Promise((done) => {
			session.on('close', () => done(null));
			session.deliver_sm({
				source_addr_ton: 1, source_addr_npi: 1, source_addr: from.replace('+', ''),
				dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: OURS.replace('+', ''),
				short_message: text, ...more }, done);
		});
	}

	to(number) {
		return this.submits.filter((pdu) => pdu.destination_addr === number.replace('+', ''));
	}

	hangUp() {
		for (const session of [...this.sessions]) {
			session.gone = true;
			session.destroy();
		}
	}

	async close() {
		this.hangUp();
		if (this.server) await new Promise((done) => this.server.close(done));
	}
}

// The text of a submit, whatever the package made of it.
export function textOf(pdu) {
	const message = pdu.short_message;
	return typeof message === 'string' ? message : message.message;
}

let next = 0;
// Somebody who never wrote before.
export function somebody() {
	return `+99966${String(++next).padStart(7, '0')}`;
}

// Runs the tests side by side, each with its own line and carrier; prints TAP.
export async function run(tests, most = 4) {
	const names = Object.keys(tests);
	const waiting = [...names.entries()];
	const failed = [], done = [];
	let said = 0;
	console.log(`1..${names.length}`);
	async function worker() {
		for (let job; (job = waiting.shift());) {
			const [at, name] = job;
			const line = new Line(), carrier = new Carrier(), began = Date.now();
			let fault = null;
			try {
				await tests[name](line, carrier);
			} catch (error) {
				fault = error;
			}
			try {
				await carrier.close();
			} finally {
				line.destroy();
			}
			const took = `# ${Date.now() - began} ms`;
			done[at] = `${fault ? 'not ok' : 'ok'} ${at + 1} - ${name} ${took}`;
			if (fault) {
				failed.push(name);
				done[at] += `\n${fault.stack}\n${line.log}`.replace(/\n/g, '\n# ');
			}
			for (; done[said] !== undefined; said++) console.log(done[said]); // in order: TAP wants it
		}
	}
	await Promise.all(Array.from({ length: most }, worker));
	process.exit(failed.length ? 1 : 0);
}
