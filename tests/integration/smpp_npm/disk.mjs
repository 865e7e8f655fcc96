// SPDX-License-Identifier: GPL-3.0-or-later
// The disk fails under the running program: nothing more is acknowledged, the log says why, it comes back by itself, and
// what was acknowledged is in the record. The shim is disk.c; as root also a file system that is really full.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { check, run, somebody, until } from './line.mjs';

const SHIM = process.argv[5];
const EIO = 5, ENOSPC = 28;

async function serve(line, carrier, env) {
	await carrier.listen();
	await line.configure(carrier.port, { bearer: 'window: 50' });
	line.start(env);
	return carrier.bound();
}

// Delivers to everybody, again after each broken bind, until all have been acknowledged.
async function deliverAll(carrier, numbers, ms) {
	const open = new Set(numbers), end = Date.now() + ms;
	const acknowledged = new Set();
	while (open.size) {
		check(Date.now() < end, `${open.size} of ${numbers.length} were never acknowledged`);
		const session = await carrier.bound(ms);
		// Few at a time, so that a life of the keeper has some batches.
		const batch = [...open].slice(0, 10);
		const got = await Promise.all(batch.map((number) => carrier.deliver(session, number, `salut de ${number.slice(-4)}`)));
		got.forEach((response, i) => {
			if (!response || response.command_status !== 0) return;
			open.delete(batch[i]);
			acknowledged.add(batch[i]);
		});
	}
	return acknowledged;
}

function judge(line, carrier, acknowledged) {
	line.verify();
	const rows = line.record();
	for (const number of acknowledged) {
		const mine = rows.filter((row) => row.address === number);
		check(mine.some((row) => row.type === 'message'), `acknowledged, and not in the record: ${number}`);
		check(mine.filter((row) => row.type === 'answer').length <= 1, `two answers: ${number}`);
		check(carrier.to(number).length <= 1, `answered twice: ${number}`);
	}
	for (const pdu of carrier.submits)
		check(rows.some((row) => row.type === 'answer' && row.address === `+${pdu.destination_addr}`),
			'said, and not in the record');
}

async function failing(line, carrier, plan, words) {
	await serve(line, carrier, { LD_PRELOAD: SHIM, FAUXBOND_DISK: plan });
	const acknowledged = await deliverAll(carrier, Array.from({ length: 120 }, somebody), 60000);
	check(words.test(line.log), `the log does not say why:\n${line.log}`);
	check(line.times('stopped itself; starting it again') >= 1, 'it was started again');
	await line.child.kill('SIGTERM');
	await until('it ends', () => line.ended);
	judge(line, carrier, acknowledged);
}

const tests = {
	async 'writes fail: no room'(line, carrier) {
		await failing(line, carrier, `write:90:${ENOSPC}`, /no room left on the disk/);
	},
	async 'writes fail: the device'(line, carrier) {
		await failing(line, carrier, `write:90:${EIO}`, /a write failed/);
	},
	async 'syncs fail'(line, carrier) {
		await failing(line, carrier, `sync:14:${EIO}`, /a sync failed/);
	},
	async 'a file system that is full, and then is not'(line, carrier) {
		const data = path.join(line.folder, 'var');
		fs.mkdirSync(data, { mode: 0o700 });
		const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'none', data]).status === 0;
		if (!mounted) return; // not root, or not allowed: the shim has said it all
		try {
			await serve(line, carrier, {});
			const first = await deliverAll(carrier, Array.from({ length: 20 }, somebody), 20000);
			const ballast = path.join(data, 'ballast'), full = fs.openSync(ballast, 'w');
			try {
				for (;;) fs.writeSync(full, Buffer.alloc(4096, 1));
			} catch (error) {
				check(error.code === 'ENOSPC', error);
			}
			fs.closeSync(full);
			const numbers = Array.from({ length: 3000 }, somebody);
			const rest = deliverAll(carrier, numbers, 120000);
			rest.catch(() => {});
			await line.logged(/no room left on the disk|a write failed/, 30000);
			fs.rmSync(ballast);
			const second = await rest;
			await line.child.kill('SIGTERM');
			await until('it ends', () => line.ended);
			judge(line, carrier, new Set([...first, ...second]));
		} finally {
			if (!line.ended) line.child.kill('SIGKILL');
			await until('it ends', () => line.ended);
			spawnSync('umount', ['-l', data]);
		}
	},
};

await run(tests);
