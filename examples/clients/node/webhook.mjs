// SPDX-License-Identifier: GPL-3.0-or-later
// webhook.mjs PORT: is called with what comes later. Answer quickly, work afterwards: slow answers are repeated.
import http from 'node:http';
import { verify } from './fauxbond.mjs';

http.createServer((request, response) => {
	const pieces = [];
	request.on('data', (piece) => pieces.push(piece)).on('end', () => {
		const body = Buffer.concat(pieces);
		const right = verify(process.env.FAUXBOND_SECRET, request.headers, body);
		response.writeHead(right ? 204 : 401).end();
		if (!right) return;
		const event = JSON.parse(body); // the same call may come twice: its webhook-id tells
		if (event.effect === 'released') console.log(`show ${event.id}`);
		else if (event.effect === 'withheld') console.log(`take ${event.id} away`);
		else console.log(event.effect);
	});
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'));
