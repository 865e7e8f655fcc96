// SPDX-License-Identifier: GPL-3.0-or-later
// A fauxbond of its own for each test, with one site and one line that watches; and how its answers are judged by docs/openapi.yaml.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export const [, , FAUXBOND, TABLE, FOLDER, SOURCE] = process.argv;
export const load = createRequire(path.join(FOLDER, 'package.json'));
export const description = load('yaml').parse(fs.readFileSync(path.join(SOURCE, 'docs/openapi.yaml'), 'utf8'));
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export function check(right, what) {
	if (!right) throw new Error(what);
}

export function same(got, expected, what) {
	const a = JSON.stringify(got), b = JSON.stringify(expected);
	check(a === b, `${what}: ${a} instead of ${b}`);
}

export async function until(what, probe, ms = 15000) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) {
		const got = await probe();
		if (got) return got;
	}
	throw new Error(`not within ${ms} ms: ${what}`);
}

function freePort() {
	return new Promise((done) => {
		const probe = net.createServer().listen(0, '127.0.0.1', () => {
			const { port } = probe.address();
			probe.close(() => done(port));
		});
	});
}

// ---- schemas ----

const Ajv = load('ajv/dist/2020').default;
const ajv = new Ajv({ strict: false, allErrors: true });
load('ajv-formats').default(ajv);
ajv.addSchema(description, 'api');

export function fits(pointer, value, what) {
	const validate = ajv.getSchema(`api#${pointer}`) || ajv.compile({ $ref: `api#${pointer}` });
	check(validate(value), `${what}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
}

const escape = (text) => text.replace(/~/g, '~0').replace(/\//g, '~1').replace(/[{}%]/g, encodeURIComponent);

// The schema of what a path answered, by its status; throws when the description has none.
export function judge(method, template, answer) {
	const operation = description.paths[template][method.toLowerCase()];
	let at = `/paths/${escape(template)}/${method.toLowerCase()}/responses/${answer.status}`;
	let response = operation.responses[answer.status];
	check(response, `${method} ${template} answered ${answer.status}, which is not described: ${answer.text}`);
	if (response.$ref) {
		at = response.$ref.slice(1);
		response = description.components.responses[at.split('/').pop()];
	}
	const type = answer.headers['content-type'].split(';')[0];
	check(response.content[type], `${method} ${template} answered ${answer.status} as ${type}`);
	if (type.endsWith('json')) fits(`${at}/content/${escape(type)}/schema`, answer.json, `${method} ${template} ${answer.status}`);
}

// ---- the program ----

export class House {
	async start() {
		if (!this.folder) {
			this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fauxbond-api-'));
			this.port = await freePort();
			this.settings = path.join(this.folder, 'fauxbond.yaml');
			this.configure();
			this.token = {
				site: this.makeToken('site', 'write,read'),
				anna: this.makeToken('anna', 'moderate,read'),
				bert: this.makeToken('bert', 'moderate'),
				carl: this.makeToken('carl', 'moderate'),
				decoy: this.makeToken('decoy', 'sightings', 'decoy'),
			};
		}
		this.log = '';
		this.process = spawn(FAUXBOND, ['serve', '--config', this.settings], { stdio: ['ignore', 'ignore', 'pipe'] });
		this.process.stderr.on('data', (data) => { this.log += data; });
		this.ended = new Promise((done) => this.process.on('exit', done));
		await until('it serves', () => this.log.includes('serving; stop with'), 60000);
		await until('the keeper answers', async () => (await this.get('/healthz')).status === 200, 60000);
		return this;
	}

	configure() {
		fs.writeFileSync(this.settings, `
data: ./var
key: ./key
house: {country: BE, timezone: Europe/Brussels}
desk: {listen: "127.0.0.1:${this.port}"}
lines:
  - {name: forum, kind: site, languages: [nl, fr, en], tokens: forum.tokens}
  - {name: decoy, kind: watch, bearer: handset, numbers: ["+32470000009"], languages: [nl, fr], tokens: decoy.tokens}
`);
	}

	command(...words) {
		return execFileSync(FAUXBOND, [...words, '--config', this.settings], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
	}

	makeToken(name, scopes, line = 'forum') {
		return this.command('token', 'add', '--line', line, '--name', name, '--scopes', scopes).trim();
	}

	request(method, target, { token = '', body, headers = {}, text } = {}) {
		const content = text !== undefined ? text : body !== undefined ? JSON.stringify(body) : undefined;
		return new Promise((done, fail) => {
			const request = http.request({
				host: '127.0.0.1', port: this.port, method, path: target, agent: this.agent ||= new http.Agent({ keepAlive: true }),
				headers: {
					...(token && { Authorization: `Bearer ${token}` }),
					...(content !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(content) }),
					...headers,
				},
			}, (response) => {
				const pieces = [];
				response.on('data', (piece) => pieces.push(piece));
				response.on('end', () => {
					const answer = { status: response.statusCode, headers: response.headers, text: Buffer.concat(pieces).toString() };
					if ((response.headers['content-type'] || '').includes('json')) answer.json = JSON.parse(answer.text);
					done(answer);
				});
			});
			request.on('error', fail);
			request.end(content);
		});
	}

	get(target, who, headers) {
		return this.request('GET', target, { token: this.token?.[who], headers });
	}

	post(target, who, body, headers) {
		return this.request('POST', target, { token: this.token[who], body, headers });
	}

	// The stream of events, until closed: `events` grows.
	follow(who, lastId) {
		const stream = { events: [], text: '' };
		stream.request = http.get({
			host: '127.0.0.1', port: this.port, path: '/v1/events',
			headers: { Authorization: `Bearer ${this.token[who]}`, ...(lastId && { 'Last-Event-ID': lastId }) },
		}, (response) => {
			stream.status = response.statusCode;
			response.setEncoding('utf8').on('data', (piece) => {
				stream.text += piece;
				for (let end; (end = stream.text.indexOf('\n\n')) >= 0; stream.text = stream.text.slice(end + 2)) {
					const lines = stream.text.slice(0, end).split('\n').filter((line) => !line.startsWith(':'));
					const event = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
					if (event.data) stream.events.push({ ...event, data: JSON.parse(event.data) });
				}
			}).on('error', () => {});
		});
		stream.request.on('error', () => {});
		stream.close = () => stream.request.destroy();
		return stream;
	}

	child(role) {
		const list = execFileSync('ps', ['-o', 'pid=,comm=', '--ppid', String(this.process.pid)], { encoding: 'utf8' });
		const found = list.split('\n').map((row) => row.trim().split(/\s+/)).find(([, name]) => name === role);
		return found ? Number(found[0]) : 0;
	}

	async stop() {
		this.agent?.destroy();
		this.process.kill('SIGTERM');
		same(await this.ended, 0, 'how it ended');
		check(!this.log.includes('was refused; it is not on the list'), this.log);
	}

	async destroy() {
		this.agent?.destroy();
		if (this.process && this.process.exitCode === null && this.process.signalCode === null) {
			this.process.kill('SIGKILL');
			await this.ended;
		}
		if (this.folder) fs.rmSync(this.folder, { recursive: true, force: true });
	}
}

// Runs tests one after the other, each with a house of its own that has not begun. TAP.
export async function run(tests) {
	const names = Object.keys(tests);
	let failed = 0;
	console.log(`1..${names.length}`);
	for (const [at, name] of names.entries()) {
		const house = new House();
		let fault = null;
		try {
			await tests[name](house);
		} catch (error) {
			fault = error;
		}
		await house.destroy();
		failed += fault !== null;
		console.log(`${fault ? 'not ok' : 'ok'} ${at + 1} - ${name}`);
		if (fault) console.log(`${fault.stack}\n${house.log ?? ''}`.replace(/^/gm, '# '));
	}
	process.exit(failed ? 1 : 0);
}
