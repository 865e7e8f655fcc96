// SPDX-License-Identifier: GPL-3.0-or-later
// The clients of examples/clients do what they say: they post, act on the verdict, and believe a webhook by its signature alone.
import { spawn, spawnSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { SOURCE, check, run, same, until } from './house.mjs';

const at = (...names) => path.join(SOURCE, 'examples/clients', ...names);
const php = spawnSync('php', ['--version']).status === 0;
const key = randomBytes(32);
const SECRET = `whsec_${key.toString('base64')}`;

function post(house, command, from, text) {
	const [program, ...words] = command;
	return new Promise((done) => {
		const child = spawn(program, [...words, from, text], {
			env: { ...process.env, FAUXBOND_URL: `http://127.0.0.1:${house.port}`, FAUXBOND_TOKEN: house.token.site },
		});
		const said = { out: '', err: '' };
		child.stdout.on('data', (data) => { said.out += data; });
		child.stderr.on('data', (data) => { said.err += data; });
		child.on('exit', (code) => done([code, said.out.trim(), said.err.trim()]));
	});
}

async function posts(house, command) {
	await house.start();
	for (const id of ['noor', 'sam']) await house.post('/v1/members', 'site', { id, birth_year: 1990 });
	const banned = await house.post('/v1/members/sam/offences', 'anna', { offence: 'harassment', where: 'forum' });
	same(banned.status < 300, true, banned.text);
	same(await post(house, command, 'noor', 'Who "comes" to the\\concert, élan?'), [0, 'show', ''], 'an ordinary post');
	same(await post(house, command, 'sam', 'hello'), [0, 'never show: banned', ''], 'one of who is banned');
	const [code, , err] = await post(house, command, 'nobody', 'hello');
	check(code === 1 && err.startsWith('404: '), `of nobody: ${code} ${err}`);
	// The keeper dies, and the request is repeated until it is back.
	process.kill(house.child('keeper'), 'SIGKILL');
	same(await post(house, command, 'noor', 'again'), [0, 'show', ''], 'while the keeper starts');
	await house.stop();
}

function sign(id, timestamp, body, with_ = key) {
	return 'v1,' + createHmac('sha256', with_).update(`${id}.${timestamp}.${body}`).digest('base64');
}

// Calls as a webhook is called, right and wrong ones; `believes` says how each is taken.
async function webhooks(believes) {
	const body = '{"at":"2026-03-02T20:15:00Z","effect":"released","line":"forum","id":"m1","kind":"message","text":"é"}';
	const now = Math.floor(Date.now() / 1000);
	const cases = [
		['right', now, sign('msg-1', now, body), body, true],
		['with an older secret beside it', now, `${sign('msg-1', now, body, randomBytes(32))} ${sign('msg-1', now, body)}`, body, true],
		['of another secret', now, sign('msg-1', now, body, randomBytes(32)), body, false],
		['of another body', now, sign('msg-1', now, body), body.replace('m1', 'm2'), false],
		['old', now - 3600, sign('msg-1', now - 3600, body), body, false],
		['without a moment', 'soon', sign('msg-1', 'soon', body), body, false],
		['without a signature', now, '', body, false],
	];
	for (const [name, timestamp, signature, content, right] of cases)
		same(await believes('msg-1', String(timestamp), signature, content), right, `a call that is ${name}`);
}

function freePort() {
	return new Promise((done) => {
		const probe = net.createServer().listen(0, '127.0.0.1', () => {
			const { port } = probe.address();
			probe.close(() => done(port));
		});
	});
}

function call(port, headers, body) {
	return new Promise((done, fail) => {
		const request = http.request({ host: '127.0.0.1', port, method: 'POST', headers, agent: false }, (response) => {
			response.resume().on('end', () => done(response.statusCode));
		});
		request.on('error', fail).end(body);
	});
}

async function server(command) {
	const port = await freePort();
	const [program, ...words] = command(port);
	const child = spawn(program, words, { env: { ...process.env, FAUXBOND_SECRET: SECRET } });
	let said = '';
	child.stdout.on('data', (data) => { said += data; });
	child.stderr.on('data', (data) => { said += data; });
	try {
		await until('it listens', () => call(port, {}, '').catch(() => 0));
		await webhooks(async (id, timestamp, signature, body) => {
			const status = await call(port, { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }, body);
			check(status === 204 || status === 401, `it answers ${status}`);
			return status === 204;
		});
		await until('it acts on it', () => said.includes('show m1'));
	} finally {
		child.kill();
	}
}

await run({
	...(php && {
		'PHP posts': (house) => posts(house, ['php', at('php/post.php')]),
		'PHP is called': () => server((port) => ['php', '-S', `127.0.0.1:${port}`, at('php/webhook.php')]),
	}),
	'Node posts': (house) => posts(house, ['node', at('node/post.mjs')]),
	'Node is called': () => server((port) => ['node', at('node/webhook.mjs'), String(port)]),
	'a shell posts': (house) => posts(house, [at('curl/post.sh')]),
	'a shell is called': () => webhooks(async (id, timestamp, signature, body) => spawnSync(at('curl/verify.sh'), [id, timestamp, signature],
		{ input: body, env: { ...process.env, FAUXBOND_SECRET: SECRET } }).status === 0),
});
