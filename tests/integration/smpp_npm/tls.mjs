// SPDX-License-Identifier: GPL-3.0-or-later
// The same carrier behind TLS, with authorities made on the spot.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Carrier, check, run, sleep, somebody, until } from './line.mjs';

function openssl(folder, ...words) {
	execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
}

// An authority, and a certificate for `names` that it signed.
function authority(folder, name, names) {
	openssl(folder, 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
		'-subj', `/CN=${name} authority`, '-keyout', `${name}-ca.key`, '-out', `${name}-ca.pem`);
	openssl(folder, 'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${name}`,
		'-keyout', `${name}.key`, '-out', `${name}.csr`);
	fs.writeFileSync(path.join(folder, `${name}.ext`), `subjectAltName=${names}\n`);
	openssl(folder, 'x509', '-req', '-in', `${name}.csr`, '-CA', `${name}-ca.pem`, '-CAkey', `${name}-ca.key`,
		'-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
	return { key: fs.readFileSync(path.join(folder, `${name}.key`)), cert: fs.readFileSync(path.join(folder, `${name}.pem`)) };
}

async function serve(line, carrier, names, options) {
	carrier.options = authority(line.folder, 'right', names);
	await carrier.listen();
	await line.configure(carrier.port, { bearer: 'tls: true, tls_ca: right-ca.pem', ...options });
	line.start();
}

async function talk(carrier) {
	const session = await carrier.bound(), number = somebody();
	const response = await carrier.deliver(session, number, 'salut');
	check(response && response.command_status === 0, 'acknowledged');
	await until('an answer', () => carrier.to(number).length);
	return session;
}

const tests = {
	async 'by address'(line, carrier) {
		await serve(line, carrier, 'IP:127.0.0.1');
		await talk(carrier);
		await line.stop();
		check(carrier.unbinds === 1, 'it unbinds');
		line.verify();
	},

	async 'by name, a thousand messages, and back after a hang-up'(line, carrier) {
		await serve(line, carrier, 'DNS:localhost', { host: 'localhost', bearer: 'tls: true, tls_ca: right-ca.pem, window: 100' });
		const session = await talk(carrier), numbers = Array.from({ length: 1000 }, somebody);
		await Promise.all(numbers.map((number) => carrier.deliver(session, number, 'coucou')));
		await until('all are answered', () => carrier.submits.length === numbers.length + 1, 30000);
		carrier.hangUp();
		await talk(carrier);
	},

	async 'another authority'(line, carrier) {
		authority(line.folder, 'wrong', 'IP:127.0.0.1');
		await serve(line, carrier, 'IP:127.0.0.1', { bearer: 'tls: true, tls_ca: wrong-ca.pem' });
		await line.logged(/no connection to the carrier: TLS: unable to get local issuer certificate/);
		check(carrier.binds === 0, 'no password left');
	},

	async 'another name'(line, carrier) {
		await serve(line, carrier, 'DNS:smsc.example', { host: 'localhost' });
		await line.logged(/no connection to the carrier: TLS: hostname mismatch/i);
		check(carrier.binds === 0, 'no password left');
	},

	async 'another address'(line, carrier) {
		await serve(line, carrier, 'IP:127.0.0.2');
		await line.logged(/no connection to the carrier: TLS: IP address mismatch/i);
		check(carrier.binds === 0, 'no password left');
	},

	async 'authorities that cannot be read: said at the start'(line, carrier) {
		await carrier.listen();
		await line.configure(carrier.port, { bearer: 'tls: true, tls_ca: nowhere.pem' });
		line.start();
		await until('it ends', () => line.ended);
		check(line.ended.code === 1 && /nowhere\.pem/.test(line.log), line.log);
	},

	async 'a carrier without TLS'(line, carrier) {
		await carrier.listen();
		openssl(line.folder, 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
			'-subj', '/CN=x', '-keyout', 'x.key', '-out', 'right-ca.pem');
		await line.configure(carrier.port, { bearer: 'tls: true, tls_ca: right-ca.pem' });
		line.start();
		await line.logged(/no connection to the carrier: /, 45000); // it waits for more bytes, and so do we
		check(carrier.binds === 0, 'no password left');
	},

	async 'one that takes the connection and says nothing'(line, carrier) {
		const sockets = [];
		const mute = net.createServer((socket) => { sockets.push(socket); socket.on('error', () => {}); });
		await new Promise((done) => mute.listen(0, '127.0.0.1', done));
		try {
			authority(line.folder, 'right', 'IP:127.0.0.1');
			await line.configure(mute.address().port, { bearer: 'tls: true, tls_ca: right-ca.pem' });
			line.start();
			await line.logged(/no connection to the carrier: it did not come about in time/, 45000);
			await until('it comes again', () => sockets.length > 1);
			await sleep(0);
			check(await line.stop() < 2000, 'it stops at once');
		} finally {
			for (const socket of sockets) socket.destroy();
			mute.close();
		}
	},
};

await run(tests, 8);
