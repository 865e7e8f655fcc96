// SPDX-License-Identifier: GPL-3.0-or-later
// post.mjs MEMBER TEXT: a member posts in the forum. Says what the site is to do with it.
import { randomUUID } from 'node:crypto';
import { Fauxbond } from './fauxbond.mjs';

const [, , from, text] = process.argv;
const fauxbond = new Fauxbond(process.env.FAUXBOND_URL, process.env.FAUXBOND_TOKEN);
try {
	const id = `node-${randomUUID()}`; // the name it has in your database
	const { verdict, reason } = await fauxbond.post('/v1/messages', { id, from, where: 'forum', text });
	if (verdict === 'deliver') console.log('show');
	else if (verdict === 'hold') console.log('keep back'); // until a webhook, or GET /v1/events, says "released" or "withheld"
	else console.log(`never show: ${reason.join(', ')}`);
} catch (problem) {
	console.error(`${problem.status}: ${problem.message}`);
	process.exitCode = 1;
}
