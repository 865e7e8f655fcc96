// SPDX-License-Identifier: GPL-3.0-or-later
// The lives of cases, through HTTP alone: who is told what, who may do what, and what is left when something dies meanwhile.
import { check, judge, run, same, sleep, until } from './house.mjs';

// Tells the site, expects it to be taken, and that the answer is as docs/openapi.yaml says.
async function told(house, who, template, body, id, headers) {
	const answer = await house.post(template.replace('{id}', id), who, body, headers);
	check(answer.status < 300, `${template} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
	judge('POST', template, answer);
	return answer.json;
}

async function seen(house, who, template, id, query = '') {
	const answer = await house.get(template.replace('{id}', id) + query, who);
	check(answer.status === 200, `${template} ${id}: ${answer.status} ${answer.text}`);
	judge('GET', template, answer);
	return answer.json;
}

async function refused(answer, status, slug, field) {
	const got = await answer;
	same([got.status, got.json?.type, got.json?.field], [status, `/problems/${slug}`, field], got.text);
	same(got.headers['content-type'], 'application/problem+json', 'its kind');
	same(got.json.status, status, 'its status');
	return got;
}

async function people(house) {
	await told(house, 'site', '/v1/members', { id: 'noor', birth_year: new Date().getUTCFullYear() - 15 });
	await told(house, 'site', '/v1/members', { id: 'kim', birth_year: new Date().getUTCFullYear() - 16 });
	await told(house, 'site', '/v1/members', { id: 'sam', birth_year: new Date().getUTCFullYear() - 30 });
}

async function reported(house, id = 'm1') {
	await told(house, 'site', '/v1/messages', { id, from: 'kim', where: 'forum', text: 'Who comes to the concert on Saturday?' });
	return (await told(house, 'site', '/v1/reports', { from: 'noor', about: id, kind: 'message', offence: 'insult' })).item;
}

await run({
	async 'a report: taken, looked at, decided, appealed against, granted'(house) {
		await house.start();
		const stream = house.follow('site');
		await until('it follows', () => stream.status === 200);
		await people(house);
		const item = await reported(house);
		const page = await seen(house, 'anna', '/v1/queue');
		same(page.items.map((one) => [one.item, one.kind, one.member, one.claimed, one.blurred]), [[item, 'reports', 'kim', 'no', true]], 'queue');
		check(!('text' in (await seen(house, 'anna', '/v1/queue/{id}', item))), 'it is shown to somebody who has not taken it');
		await told(house, 'anna', '/v1/queue/{id}/claim', undefined, item);
		await refused(house.post(`/v1/queue/${item}/claim`, 'bert'), 409, 'state', 'item');
		await told(house, 'anna', '/v1/queue/{id}/show', {}, item);
		same((await seen(house, 'anna', '/v1/queue/{id}', item)).text, 'Who comes to the concert on Saturday?', 'its words');
		check(!('text' in (await seen(house, 'bert', '/v1/queue/{id}', item))), 'and to nobody else');
		const decided = await told(house, 'anna', '/v1/queue/{id}/decision', { opinion: 'confirm', text: 'It names another member.' }, item);
		check(/^s\d+$/.test(decided.statement), JSON.stringify(decided));
		let kim = await seen(house, 'site', '/v1/members/{id}', 'kim');
		same([kim.percent, kim.decisions.length], [10, 1], 'what it cost');
		const reasons = await seen(house, 'site', '/v1/statements/{id}', decided.statement);
		check(!JSON.stringify(reasons).includes('anna') && !JSON.stringify(reasons).includes('noor'), 'who decided is not told');
		const appeal = await told(house, 'site', '/v1/members/{id}/appeals', { statement: decided.statement, text: 'It was a joke.' }, 'kim');
		await refused(house.post(`/v1/queue/${appeal.item}/claim`, 'anna'), 409, 'state', 'item'); // she decided it
		await told(house, 'bert', '/v1/queue/{id}/claim', undefined, appeal.item);
		same((await seen(house, 'bert', '/v1/queue/{id}', appeal.item)).appeal, 'It was a joke.', 'what he objects');
		await told(house, 'bert', '/v1/queue/{id}/decision', { opinion: 'lift', text: 'It was one.' }, appeal.item);
		kim = await seen(house, 'site', '/v1/members/{id}', 'kim');
		same(kim.percent, 0, 'as if it had not been');
		await refused(house.post('/v1/members/kim/appeals', 'site', { statement: decided.statement, text: 'again' }), 409, 'state', 'statement');
		const effects = await until('all is told', () => {
			const names = stream.events.map((one) => one.data.effect);
			return names.filter((name) => name === 'settled').length >= 2 && names;
		});
		for (const name of ['verdict', 'queued', 'statement', 'standing', 'withheld'])
			check(effects.includes(name), `${name} is not among ${effects}`);
		const ids = stream.events.map((one) => BigInt(one.id));
		check(ids.every((id, at) => at === 0 || id > ids[at - 1]), 'ids ascend');
		stream.close();
		await house.stop();
	},

	async 'who may not contact whom is not told why'(house) {
		await house.start();
		await people(house);
		const old = await told(house, 'site', '/v1/contacts', { from: 'sam', to: 'noor' });
		same([old.verdict, old.reason], ['refuse', ['not_available']], 'an adult and a minor');
		const asked = await told(house, 'site', '/v1/contacts', { from: 'kim', to: 'noor' });
		await told(house, 'site', '/v1/contacts/{id}/accept', { member: 'noor', answer: 'block' }, asked.contact);
		const blocked = await told(house, 'site', '/v1/contacts', { from: 'kim', to: 'noor' });
		same([blocked.verdict, blocked.reason], [old.verdict, old.reason], 'one who was blocked');
		await refused(house.post('/v1/contacts', 'site', { from: 'kim', to: 'nobody' }), 404, 'unknown-member', 'to');
		await refused(house.post('/v1/contacts/c99/accept', 'site', { member: 'noor' }), 404, 'unknown-contact', 'contact');
		await house.stop();
	},

	async 'a request that is repeated is done once'(house) {
		await house.start();
		await people(house);
		const key = { 'Idempotency-Key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' };
		const body = { id: 'm1', from: 'kim', where: 'forum', text: 'hello' };
		const first = await told(house, 'site', '/v1/messages', body, undefined, key);
		const again = await told(house, 'site', '/v1/messages', body, undefined, key);
		same([again.verdict, again.id, again.again], [first.verdict, first.id, true], 'the same');
		await refused(house.post('/v1/messages', 'site', { ...body, text: 'other' }, key), 422, 'key-reused', 'key');
		same((await told(house, 'site', '/v1/messages', body)).again, true, 'its id alone says that it is the same');
		await refused(house.post('/v1/messages', 'site', { ...body, text: 'other' }), 409, 'exists', 'id');
		await house.stop();
		await house.start();
		same((await told(house, 'site', '/v1/messages', body, undefined, key)).again, true, 'after a restart');
		await house.stop();
	},

	async 'the keeper is killed, and nothing that was answered is lost'(house) {
		await house.start();
		await people(house);
		const stream = house.follow('site');
		await until('it follows', () => stream.status === 200);
		const taken = [];
		let ended = false, unsure = 0;
		const writers = Array.from({ length: 4 }, async (_, writer) => {
			for (let i = 0; !ended; i++) {
				const id = `m-${writer}-${i}`;
				const answer = await house.post('/v1/messages', 'site', { id, from: 'kim', where: 'forum', text: `number ${i} of ${writer}` },
					{ 'Idempotency-Key': id });
				if (answer.status < 300) taken.push(id);
				else await refused(answer, 503, answer.json.type.split('/').pop());
				unsure += answer.status === 503;
				if (answer.status === 503) await sleep(20);
			}
		});
		await until('some were taken', () => taken.length > 50);
		process.kill(house.child('keeper'), 'SIGKILL');
		await until('it says that it is gone', () => unsure > 0);
		const before = taken.length;
		await until('it goes on', () => taken.length > before + 50);
		ended = true;
		await Promise.all(writers);
		await until('the gap is told', () => stream.events.some((one) => one.event === 'missed'));
		for (const id of taken.slice(0, before + 10))
			await refused(house.post('/v1/messages', 'site', { id, from: 'kim', where: 'forum', text: 'another' }), 409, 'exists', 'id');
		stream.close();
		await house.stop();
	},

	async 'who comes again is told what came since'(house) {
		await house.start();
		await people(house);
		const first = house.follow('site');
		await until('it follows', () => first.status === 200);
		await reported(house);
		const last = await until('an event', () => first.events.at(-1)?.id);
		first.close();
		await reported(house, 'm2');
		const second = house.follow('site', last);
		await until('what came since', () => second.events.some((one) => one.data.id === 'm2'));
		check(second.events.every((one) => BigInt(one.id) > BigInt(last)), 'nothing twice');
		check(!second.events.some((one) => one.event === 'missed'), 'nothing is missed');
		second.close();
		await house.stop();
	},

	async 'a token opens what its scopes say, until it is removed'(house) {
		await house.start();
		await people(house);
		await refused(house.get('/v1/queue', 'site'), 403, 'scope');
		await refused(house.post('/v1/members', 'anna', { id: 'x' }), 403, 'scope');
		const none = await refused(house.get('/v1/queue'), 401, 'token');
		check(none.headers['www-authenticate'].startsWith('Bearer'), 'how to ask');
		same((await house.get('/v1/queue', 'anna')).status, 200, 'anna');
		house.command('token', 'remove', '--line', 'forum', '--name', 'anna');
		await until('hers opens nothing', async () => (await house.get('/v1/queue', 'anna')).status === 401);
		house.token.dora = house.makeToken('dora', 'moderate');
		await until('a new one does', async () => (await house.get('/v1/queue', 'dora')).status === 200);
		check(!house.log.includes('fb_'), 'a token is in the log');
		await house.stop();
	},

	async 'what a decoy saw: recorded once, counted by the half hour'(house) {
		await house.start();
		const day = new Date(Date.now() - 5 * 86400e3).toISOString().slice(0, 10);
		const one = { platform: 'praatplek', handle: '@Luc_87', what: 'request', seen: `${day} 20:10` };
		const two = { ...one, what: 'message', seen: `${day}T19:40:00Z`, text: 'hoi, hoe oud ben je?', claimed_age: 41 };
		const key = { 'Idempotency-Key': '"7b1e"' };
		same(await told(house, 'decoy', '/v1/sightings', one, undefined, key), { line: 'decoy', recorded: 1, known: 0 }, 'one');
		same(await told(house, 'decoy', '/v1/sightings', one, undefined, key), { line: 'decoy', recorded: 0, known: 1 }, 'again');
		same(await told(house, 'decoy', '/v1/sightings', { sightings: [one, two, { ...two, handle: 'jan' }] }),
			{ line: 'decoy', recorded: 2, known: 1 }, 'three');
		// Of a list with one that is wrong, nothing is taken; only the keeper knows what is in the future.
		const wrong = { sightings: [{ ...one, handle: 'piet' }, two, { ...two, seen: '2999-01-01 00:00' }] };
		await refused(house.post('/v1/sightings', 'decoy', wrong), 422, 'invalid', 'sightings[2].seen');
		await refused(house.post('/v1/sightings', 'decoy', { ...one, handle: '' }), 422, 'invalid', 'handle');
		await refused(house.post('/v1/sightings', 'decoy', { ...one, seen: undefined }), 422, 'invalid', 'seen');
		let counts = await seen(house, 'decoy', '/v1/sightings');
		same(counts.totals, { requests: 1, messages: 2, calls: 0, senders: 2 }, 'all');
		process.kill(house.child('keeper'), 'SIGKILL');
		await until('the keeper is back', async () => (await house.get('/v1/sightings', 'decoy')).status === 200);
		counts = await seen(house, 'decoy', '/v1/sightings', '', `?from=${day}&to=${day}+20:30`);
		same(counts.half_hours.map((half) => [half.local, half.requests, half.messages, half.senders]), [[`${day} 20:00`, 1, 0, 1]], 'half an hour');
		const table = await house.get('/v1/sightings?format=csv', 'decoy');
		judge('GET', '/v1/sightings', table);
		same(table.text.split('\r\n').length, 4, table.text);
		await refused(house.get('/v1/sightings?from=then', 'decoy'), 422, 'invalid', 'from');
		await house.stop();
	},

	async 'a site has its paths, a line that watches has its own'(house) {
		await house.start();
		await refused(house.post('/v1/members', 'decoy', { id: 'x' }), 403, 'other-line');
		await refused(house.get('/v1/events', 'decoy'), 403, 'other-line');
		await refused(house.get('/v1/sightings', 'site'), 403, 'other-line');
		await refused(house.post('/v1/sightings', 'anna', {}), 403, 'other-line');
		for (const [line, scopes] of [['decoy', 'read'], ['decoy', 'sightings,write'], ['forum', 'sightings']]) {
			let said = '';
			try { house.makeToken('eve', scopes, line); } catch (error) { said = error.stderr; }
			check(said.includes('--scopes: line'), `${scopes} of ${line}: ${said}`);
		}
		await house.stop();
	},

	async 'what came is counted for /metrics'(house) {
		await house.start();
		await people(house);
		await reported(house);
		await refused(house.get('/v1/members/nobody', 'site'), 404, 'unknown-member', 'member');
		const page = (await house.get('/metrics')).text;
		const expected = ['fauxbond_api_requests_total{class="2xx"} 5', 'fauxbond_api_requests_total{class="4xx"} 1',
			'fauxbond_api_requests_total{class="5xx"} 0', 'fauxbond_site_verdicts_total{line="forum",verdict="deliver"} 1',
			'fauxbond_site_verdicts_total{line="forum",verdict="refuse"} 0', 'fauxbond_site_suspensions_total{line="forum"} 0',
			'fauxbond_site_queue{line="forum"} 1'];
		for (const row of expected) check(page.includes(`\n${row}\n`), `${row} is not in ${page}`);
		check(!page.includes('fauxbond_site_queue{line="decoy"}'), 'a line that watches has no queue');
		await house.stop();
	},

	async 'nothing half done: what is wrong changes nothing'(house) {
		await house.start();
		await people(house);
		const wrong = [
			[400, 'not-json', undefined, { text: '{"id":"m1"' }],
			[400, 'not-json', undefined, { text: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) }],
			[422, 'invalid', 'where', { body: { id: 'm1', from: 'kim', where: 'nowhere', text: 'x' } }],
			[422, 'invalid', 'text', { body: { id: 'm1', from: 'kim', where: 'forum', text: 'x'.repeat(16385) } }],
			[422, 'invalid', 'to', { body: { id: 'm1', from: 'kim', where: 'direct', text: 'x' } }],
			[404, 'unknown-member', 'from', { body: { id: 'm1', from: 'nobody', where: 'forum', text: 'x' } }],
			[413, 'too-large', undefined, { text: `{"text":"${'x'.repeat(70000)}"}` }],
			[415, 'media-type', undefined, { body: {}, headers: { 'Content-Type': 'text/plain' } }],
		];
		for (const [status, slug, field, options] of wrong)
			await refused(house.request('POST', '/v1/messages', { token: house.token.site, ...options }), status, slug, field);
		const youngest = new Date().getUTCFullYear() - 5;
		for (const [template, field, body, who = 'site'] of [
			['/v1/members', 'birth_year', { id: 'new', birth_year: 1800 }],
			['/v1/members', 'birth_year', { id: 'new', birth_year: youngest }],
			['/v1/members', 'age_from', { id: 'new', age_from: 0, age_to: 150 }],
			['/v1/members', 'age_to', { id: 'new', age_from: 30, age_to: 20 }],
			['/v1/members', 'email', { id: 'new', email: 'nobody' }],
			['/v1/members', 'photo', { id: 'new', photo: '00', quality: 90 }],
			['/v1/contacts', 'to', { from: 'kim', to: 'kim' }],
			['/v1/messages', 'to', { id: 'm1', from: 'kim', to: 'kim', where: 'direct', text: 'x' }],
			['/v1/reports', 'about', { from: 'kim', about: 'kim', kind: 'member', offence: 'insult' }],
			['/v1/bans', 'until', { address: '192.0.2.0/24', until: '2020-01-01T00:00:00Z' }, 'anna'],
		])
			await refused(house.post(template, who, body), 422, 'invalid', field);
		await refused(house.get('/v1/members/new', 'site'), 404, 'unknown-member', 'member');
		const longest = await told(house, 'site', '/v1/messages', { id: 'm1', from: 'kim', where: 'forum', text: '"'.repeat(16384) });
		same(longest.id, 'm1', 'the longest text');
		const other = await house.request('PUT', '/v1/messages', { token: house.token.site, body: {} });
		same([other.status, other.headers.allow], [405, 'POST'], 'another method');
		await house.stop();
	},

	async 'pages follow one another'(house) {
		await house.start();
		await people(house);
		const items = [];
		for (let i = 0; i < 7; i++) items.push(await reported(house, `m${i}`));
		const found = [];
		for (let cursor = ''; cursor !== null;) {
			const page = await seen(house, 'anna', '/v1/queue', '', `?limit=3${cursor && `&cursor=${cursor}`}`);
			found.push(...page.items.map((one) => one.item));
			cursor = page.next;
		}
		same(found, [...new Set(items)], 'all, once each');
		const counts = await house.get(`/v1/transparency?year=${new Date().getUTCFullYear()}`, 'site', { Accept: 'text/csv' });
		check(counts.text.startsWith('name,code,count\r\n') && counts.text.includes('\r\ntexts,,7\r\n'), counts.text);
		await house.stop();
	},
});
