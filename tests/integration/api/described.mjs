// SPDX-License-Identifier: GPL-3.0-or-later
// docs/openapi.yaml says what the program does: it is well formed, has each path and field of the program's own tables and no
// other, and each of its examples is taken by a running program, whose answers fit its schemas.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { FOLDER, SOURCE, TABLE, check, description, fits, judge, load, run, same } from './house.mjs';

const table = JSON.parse(execFileSync(TABLE, { encoding: 'utf8' }));
const api = table.routes.filter((route) => route.path.startsWith('/v1/'));
const resolve = (schema) => (schema.$ref ? description.components.schemas[schema.$ref.split('/').pop()] : schema);
const sorted = (list) => [...list].sort();
const FROM_ELSEWHERE = ['key', 'person', 'email_hash'];

function sameField(field, schema, what) {
	const given = resolve(schema);
	const types = { id: 'string', text: 'string', integer: 'integer', boolean: 'boolean', time: 'string', hex: 'string', word: 'string' };
	same(given.type, types[field.type], what);
	if (field.type === 'id' || field.type === 'text') same([given.minLength, given.maxLength], [field.least, field.most], what);
	if (field.type === 'integer') same([given.minimum, given.maximum], [field.least, field.most], what);
	if (field.type === 'word') same(sorted(given.enum), sorted(field.words), what);
	if (field.type === 'time') same(given.format, 'date-time', what);
	if (field.type === 'hex') check(given.pattern.includes(`{${field.most}}`), what);
}

function sameBody(route, operation) {
	const schema = resolve(operation.requestBody.content['application/json'].schema);
	const mine = Object.entries(route.fields).filter(([name]) => !FROM_ELSEWHERE.includes(name) && name !== route.id);
	same(sorted(Object.keys(schema.properties || {})), sorted(mine.map(([name]) => name)), `${route.path}: members`);
	same(sorted(schema.required || []), sorted(mine.filter(([name, field]) => field.needed && name !== route.preset).map(([name]) => name)),
		`${route.path}: needed members`);
	same(schema.additionalProperties, false, `${route.path}: others`);
	for (const [name, field] of mine) sameField(field, schema.properties[name], `${route.path}: ${name}`);
}

function sameQuery(route, operation) {
	const given = (operation.parameters || []).filter((one) => one.in === 'query' && one.name !== 'format');
	const mine = Object.entries(route.fields).filter(([name]) => !FROM_ELSEWHERE.includes(name) && name !== route.id);
	same(sorted(given.map((one) => one.name)), sorted(mine.map(([name]) => name)), `${route.path}: query`);
	for (const one of given) {
		same(one.required, route.fields[one.name].needed, `${route.path}: ${one.name}`);
		sameField(route.fields[one.name], one.schema, `${route.path}: ${one.name}`);
	}
	same((operation.parameters || []).some((one) => one.name === 'format'), route.csv, `${route.path}: format`);
}

// The examples as one story, in which each finds what it needs: who does it, and what was named otherwise meanwhile.
const STORY = [
	['POST', '/v1/members'], ['POST', '/v1/contacts'], ['POST', '/v1/contacts/{id}/accept', ['a']], ['POST', '/v1/messages'],
	['POST', '/v1/photos'], ['POST', '/v1/reports'], ['GET', '/v1/queue'], ['POST', '/v1/queue/{id}/claim'],
	['POST', '/v1/queue/{id}/release'], ['POST', '/v1/queue/{id}/claim'], ['POST', '/v1/queue/{id}/show'], ['GET', '/v1/queue/{id}'],
	['POST', '/v1/queue/{id}/decision'], ['GET', '/v1/members/{id}'], ['GET', '/v1/statements/{id}'], ['POST', '/v1/members/{id}/appeals'],
	['POST', '/v1/members/{id}/offences'], ['POST', '/v1/statements/{id}/reverse'], ['POST', '/v1/statements/{id}/lift', ['a'], 'ban'],
	['POST', '/v1/bans'], ['GET', '/v1/notices'], ['GET', '/v1/transparency'], ['POST', '/v1/contacts/{id}/accept', ['b']],
	['POST', '/v1/sightings'], ['GET', '/v1/sightings'], ['GET', '/v1/openapi.yaml'],
];

// A ban that can be lifted: an act that bans, found by a person.
async function ban(house) {
	const answer = await house.post('/v1/members/sam/offences', 'anna', { offence: 'harassment', where: 'forum' });
	check(answer.json.statement, `no statement: ${answer.text}`);
	return answer.json.statement;
}

// An example's moments, near enough to now to be taken.
function today(value) {
	const moment = (days) => new Date(Date.now() + days * 86400e3).toISOString().replace(/\.\d+/, '');
	return value && JSON.parse(JSON.stringify(value).replace(/"until":"[^"]*"/, `"until":"${moment(30)}"`)
		.replace(/"seen":"[^"]*"/g, `"seen":"${moment(-1)}"`));
}

async function tell(house, method, template, which, id) {
	const operation = description.paths[template][method.toLowerCase()];
	const route = api.find((one) => one.path === template && one.method === method);
	const who = !route.scopes ? undefined : route.scopes === 'moderate' ? 'anna' : route.scopes === 'sightings' ? 'decoy' : 'site';
	let target = template.replace('{id}', id ?? operation.parameters?.find((one) => one.name === 'id')?.example);
	const query = (operation.parameters || []).filter((one) => one.in === 'query' && one.example !== undefined);
	if (query.length) target += '?' + query.map((one) => `${one.name}=${one.name === 'year' ? new Date().getUTCFullYear() : one.example}`).join('&');
	const examples = Object.entries(operation.requestBody?.content['application/json'].examples || { a: { value: undefined } });
	for (const [name, { value }] of examples) {
		if (which && !which.includes(name)) continue;
		const body = today(value);
		const answer = await house.request(method, target, { token: house.token[who], body });
		check(answer.status < 300, `${method} ${target} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
		judge(method, template, answer);
	}
}

await run({
	async 'it is OpenAPI 3.1'() {
		const file = path.join(FOLDER, 'node_modules/@seriousme/openapi-schema-validator/index.js');
		const { Validator } = await import(pathToFileURL(file).href);
		const result = await new Validator().validate(path.join(SOURCE, 'docs/openapi.yaml'));
		check(result.valid, JSON.stringify(result.errors));
	},

	async 'it has each path of the program, and no other'() {
		const given = Object.entries(description.paths).flatMap(([where, one]) =>
			Object.keys(one).filter((key) => ['get', 'post', 'put', 'delete', 'patch'].includes(key)).map((key) => `${key.toUpperCase()} ${where}`));
		same(sorted(given), sorted(api.map((route) => `${route.method} ${route.path}`)), 'paths');
		for (const route of api) {
			const operation = description.paths[route.path][route.method.toLowerCase()];
			same(operation.security, route.scopes ? undefined : [], `${route.path}: security`);
			check(!route.scopes || operation.description.includes(`\`${route.scopes}\``), `${route.path}: its scope`);
		}
	},

	async 'it has each field of each call, as the table has it'() {
		for (const route of api.filter((one) => one.fields)) {
			const operation = description.paths[route.path][route.method.toLowerCase()];
			const id = (operation.parameters || []).find((one) => one.in === 'path');
			same(id !== undefined, route.id !== null, `${route.path}: {id}`);
			if (id) sameField(route.fields[route.id], id.schema, `${route.path}: {id}`);
			if (route.method === 'POST') sameBody(route, operation);
			else sameQuery(route, operation);
		}
	},

	async 'its examples fit its schemas'() {
		for (const [where, one] of Object.entries(description.paths)) {
			for (const [method, operation] of Object.entries(one)) {
				const base = `/paths/${where.replace(/~/g, '~0').replace(/\//g, '~1').replace(/[{}]/g, encodeURIComponent)}/${method}`;
				const body = operation.requestBody?.content['application/json'];
				for (const example of Object.values(body?.examples || {}))
					fits(`${base}/requestBody/content/application~1json/schema`, example.value, where);
				for (const [status, response] of Object.entries(operation.responses)) {
					const content = response.content?.['application/json'];
					if (content) fits(`${base}/responses/${status}/content/application~1json/schema`, content.example, `${where} ${status}`);
				}
			}
		}
		for (const [name, response] of Object.entries(description.components.responses))
			fits('/components/schemas/Problem', response.content['application/problem+json'].example, name);
	},

	async 'a running program takes its examples, and answers as it says'(house) {
		await house.start();
		for (const [method, template, which, special] of STORY)
			await tell(house, method, template, which, special === 'ban' ? await ban(house) : undefined);
		const told = new Set(STORY.map(([method, template]) => `${method} ${template}`));
		same(api.map((route) => `${route.method} ${route.path}`).filter((one) => !told.has(one)), ['GET /v1/events'], 'untold');
		await house.stop();
	},

	async 'it serves its own description'(house) {
		await house.start();
		const answer = await house.get('/v1/openapi.yaml');
		same(answer.text, fs.readFileSync(path.join(SOURCE, 'docs/openapi.yaml'), 'utf8'), 'openapi.yaml');
		await house.stop();
	},

	async 'docs/API.md lists the problems'() {
		const page = fs.readFileSync(path.join(SOURCE, 'docs/API.md'), 'utf8');
		for (const { slug, status } of table.problems)
			check(page.includes(`| \`${slug}\` | ${status} |`), `${slug} (${status}) is not in docs/API.md`);
	},
});
