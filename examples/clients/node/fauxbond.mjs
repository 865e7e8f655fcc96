// SPDX-License-Identifier: GPL-3.0-or-later
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** Refused, with the problem document (RFC 9457) that says why; or status 0: nobody answered. */
export class FauxbondProblem extends Error {
	constructor(status, problem) {
		super(problem.detail ?? 'no answer');
		Object.assign(this, { status, problem });
	}
}

export class Fauxbond {
	constructor(url, token) {
		Object.assign(this, { url, token });
	}

	/** Tells the site something. What was not answered is asked again with the same key, so that it is done once. */
	async post(path, body) {
		const key = randomUUID();
		for (let attempt = 0; ; attempt++) {
			try {
				return await this.#ask('POST', path, { body: JSON.stringify(body), key });
			} catch (problem) {
				if (attempt >= 4 || (problem.status !== 0 && problem.status !== 503)) throw problem;
				await new Promise((done) => setTimeout(done, 200 << attempt));
			}
		}
	}

	get(path) {
		return this.#ask('GET', path, {});
	}

	async #ask(method, path, { body, key }) {
		let response;
		try {
			response = await fetch(this.url + path, {
				method, body, signal: AbortSignal.timeout(15000),
				headers: {
					Authorization: `Bearer ${this.token}`,
					...(body && { 'Content-Type': 'application/json', 'Idempotency-Key': `"${key}"` }),
				},
			});
		} catch {
			throw new FauxbondProblem(0, {});
		}
		const answer = await response.json().catch(() => ({}));
		if (!response.ok) throw new FauxbondProblem(response.status, answer);
		return answer;
	}
}

/** Whether a webhook's call is ours and new: Standard Webhooks, HMAC-SHA256 of "id.timestamp.body". */
export function verify(secret, headers, body) {
	const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signatures = '' } = headers;
	if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
	const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
	const expected = Buffer.from('v1,' + createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64'));
	return signatures.split(' ').map((one) => Buffer.from(one)) // several, while a secret is changed for another
		.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
}
