// SPDX-License-Identifier: GPL-3.0-or-later
// What a carrier does on a good day, and on a bad one. Over plain TCP.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Carrier, Line, OURS, check, run, sleep, smpp, somebody, textOf, until } from './line.mjs';

async function serve(line, carrier, options) {
	if (!carrier.server) await carrier.listen();
	await line.configure(carrier.port, options);
	line.start();
	return carrier.bound();
}

function udhParts(text, reference, size) {
	const parts = [];
	for (let at = 0; at < text.length; at += size) parts.push(text.slice(at, at + size));
	return parts.map((part, i) => ({
		esm_class: 0x40, data_coding: 3,
		short_message: Buffer.concat([Buffer.from([5, 0, 3, reference, parts.length, i + 1]), Buffer.from(part, 'latin1')]) }));
}

function utf16(text) {
	return Buffer.from(text, 'utf16le').swap16();
}

function ok(response, what) {
	check(response && response.command_status === 0, `${what}: ${response && response.command_status}`);
}

// Whether nothing was submitted to a number, once something sent later has had its answer.
async function silent(carrier, session, number, count = 0) {
	const marker = somebody();
	ok(await carrier.deliver(session, marker, 'coucou'), 'marker');
	await until('the marker is answered', () => carrier.to(marker).length);
	check(carrier.to(number).length === count, `${carrier.to(number).length} answers instead of ${count}`);
}

const tests = {
	async 'one answer in the language of the text, then none'(line, carrier) {
		const session = await serve(line, carrier);
		const cases = [
			['Bonjour, c\u2019est moi, tu te souviens de la soir\u00e9e ? On se voit quand tu veux', { data_coding: 8, encode: utf16 }, /\b(num\u00e9ro|personne|insister|refus|non|pas)\b/i],
			['Hello, it was nice to meet you yesterday, when can I see you again?', { data_coding: 0, encode: Buffer.from }, /\b(the|you|number|no)\b/i],
			['Salut \u00e7a va ? tu es d\u00e9j\u00e0 rentr\u00e9e, on se voit demain ?', { data_coding: 3, encode: (text) => Buffer.from(text, 'latin1') }, /\b(num\u00e9ro|personne|insister|refus|non|pas)\b/i],
		];
		for (const [text, { data_coding, encode }, expected] of cases) {
			const number = somebody();
			ok(await carrier.deliver(session, number, encode(text), { data_coding }), text);
			const [answer] = await until('an answer', () => carrier.to(number).length && carrier.to(number));
			check(answer.source_addr === OURS.slice(1), `from ${answer.source_addr}`);
			check(expected.test(textOf(answer)), `"${textOf(answer)}" to "${text}"`);
			ok(await carrier.deliver(session, number, encode(text), { data_coding }), 'again');
			await silent(carrier, session, number, 1);
		}
		await line.stop();
		const rows = line.record();
		check(rows.some((row) => row.text === cases[0][0]), 'UCS-2 is not in the record as it was written');
		check(rows.some((row) => row.text === cases[2][0]), 'Latin-1 is not in the record as it was written');
		line.verify();
	},

	async 'the window: not before, and not twice'(line, carrier) {
		const session = await serve(line, carrier, { line: { answer: '{between: [2s, 122s], late: 24h}' } });
		const began = Date.now(), numbers = Array.from({ length: 60 }, somebody);
		for (const number of numbers) ok(await carrier.deliver(session, number, 'tu es la ?'), number);
		await until('one of sixty is answered early in the window', () => carrier.submits.length, 60000);
		check(Date.now() - began >= 2000, 'an answer before the window');
		await line.stop();
	},

	async 'long messages by UDH, in any order'(line, carrier) {
		const session = await serve(line, carrier), number = somebody();
		const text = 'premier morceau, ' + 'a'.repeat(120) + ' puis le second, ' + 'b'.repeat(120) + ' et la fin';
		const parts = udhParts(text, 77, 134);
		for (const i of [2, 0, 1]) {
			const { short_message, ...more } = parts[i];
			check(carrier.to(number).length === 0, 'answered before it was whole');
			ok(await carrier.deliver(session, number, short_message, more), `part ${i}`);
		}
		await until('an answer', () => carrier.to(number).length);
		await silent(carrier, session, number, 1);
	},

	async 'long messages by SAR, and by message_payload'(line, carrier) {
		const session = await serve(line, carrier), sar = somebody(), payload = somebody();
		for (const i of [2, 1])
			ok(await carrier.deliver(session, sar, Buffer.from(`part ${i} of it`), {
				sar_msg_ref_num: 4711, sar_total_segments: 2, sar_segment_seqnum: i }), 'SAR');
		await until('an answer', () => carrier.to(sar).length);
		ok(await carrier.deliver(session, payload, '', { message_payload: Buffer.from('x'.repeat(3000)) }), 'payload');
		await until('an answer', () => carrier.to(payload).length);
		await silent(carrier, session, sar, 1);
		await line.stop();
		check(line.record().some((row) => row.text === 'x'.repeat(3000)), 'the payload is not in the record');
	},

	async 'the longest payload there is, in the alphabet that grows most'(line, carrier) {
		const session = await serve(line, carrier), number = somebody(), other = somebody();
		ok(await carrier.deliver(session, number, '', {
			data_coding: 3, message_payload: Buffer.alloc(65000, 0xe9) }), 'Latin-1');
		ok(await carrier.deliver(session, other, '', {
			data_coding: 8, message_payload: utf16('\u20ac'.repeat(32500)) }), 'UCS-2');
		await until('answers', () => carrier.to(number).length && carrier.to(other).length);
		check(carrier.binds === 1, 'it cost the bind');
		await line.stop();
		const texts = line.record().map((row) => row.text && row.text.length);
		check(texts.includes(65000) && texts.includes(32500), 'not whole in the record');
		line.verify();
	},

	async 'receipts: before the response, and in the other base'(line, carrier) {
		const session = await serve(line, carrier, { bearer: 'receipts: true' });
		const receipt = (pdu, id) => carrier.deliver(session, '+' + pdu.destination_addr,
			`id:${id} sub:001 dlvrd:001 submit date:2601010101 done date:2601010101 stat:DELIVRD err:000 text:`,
			{ esm_class: 4 });
		const forms = [
			['8001', '8001', true], ['8002', '8002', false],
			['1F45', '8005', false], ['0000008007', '1F47', false]];
		carrier.onSubmit = (_, pdu) => {
			const [id, said, early] = forms[carrier.submits.length - 1];
			check(pdu.registered_delivery === 1, 'no receipt was asked for');
			if (early) receipt(pdu, said);
			carrier.accept(session, pdu, id);
			if (!early) setImmediate(receipt, pdu, said);
		};
		for (const form of forms) ok(await carrier.deliver(session, somebody(), `hello ${form}`), 'text');
		await until('four are delivered', async () => await line.metric(/deliver/) === 4);
		await line.stop();
		check(line.record().filter((row) => row.state === 'delivered').length === 4, 'four in the record');
	},

	async 'enquire_link both ways'(line, carrier) {
		const session = await serve(line, carrier, { bearer: 'enquire: 1s' });
		const answer = await new Promise((done) => session.enquire_link(done));
		ok(answer, 'enquire_link');
		await until('it asks as well', () => carrier.enquiries >= 2);
		check(carrier.binds === 1, 'it did not stay');
	},

	async 'a wrong password: said clearly, and not tried again at once'(line, carrier) {
		carrier.password = 'another';
		await carrier.listen();
		await line.configure(carrier.port);
		line.start();
		await line.logged(/ESME_RINVPASWD.*invalid password/);
		await sleep(3000); // not for a result: time in which it must not come back
		check(carrier.binds === 1, `${carrier.binds} binds`);
		check(!line.log.includes('secret'), 'the password is in the log');
		await line.stop();
	},

	async 'the carrier hangs up: back, and nobody is answered twice'(line, carrier) {
		let session = await serve(line, carrier);
		const numbers = Array.from({ length: 30 }, somebody);
		// Handed over, and the connection ends before we have read a single acknowledgement.
		session.pause();
		const answered = numbers.map((number) => carrier.deliver(session, number, 'toujours la'));
		await until('they are recorded', async () => await line.metric(/^fauxbond_messages/) >= numbers.length);
		carrier.hangUp();
		check((await Promise.all(answered)).every((one) => one === null), 'none was read');
		session = await carrier.bound();
		check(session.socket !== undefined && carrier.binds === 2, 'it is back');
		for (const number of numbers) ok(await carrier.deliver(session, number, 'toujours la'), number);
		await silent(carrier, session, somebody(), 0);
		await line.stop();
		const rows = line.record();
		for (const number of numbers) {
			const mine = rows.filter((row) => row.address === number);
			check(mine.filter((row) => row.type === 'answer').length === 1, `${number} has one answer`);
			check(mine.filter((row) => row.type === 'message' && row.admission !== 'duplicate').length === 1,
				`what came twice is known as a repetition: ${number}`);
		}
		line.verify();
	},

	async 'a carrier of 300 a second: nothing is lost'(line, carrier) {
		const session = await serve(line, carrier, { bearer: 'window: 100' });
		const taken = new Set(), second = [];
		let refused = 0;
		carrier.onSubmit = (_, pdu) => {
			const now = Date.now();
			while (second.length && second[0] <= now - 1000) second.shift();
			if (second.length >= 300) {
				refused++;
				session.send(pdu.response({
					command_status: refused % 2 ? smpp.ESME_RTHROTTLED : smpp.ESME_RMSGQFUL }));
				return;
			}
			second.push(now);
			check(!taken.has(pdu.destination_addr), 'one was answered twice');
			taken.add(pdu.destination_addr);
			carrier.accept(session, pdu);
		};
		const numbers = Array.from({ length: 1500 }, somebody);
		const acknowledged = numbers.map((number) => carrier.deliver(session, number, 'salut'));
		for (const one of acknowledged) ok(await one, 'text');
		await until('all are answered', () => taken.size === numbers.length, 60000);
		check(refused > 0 && refused < 600, `${refused} refusals`);
		await line.stop();
	},

	async 'no response to an answer: unknown, and never sent again'(line, carrier) {
		let session = await serve(line, carrier);
		const number = somebody();
		carrier.onSubmit = () => {};
		ok(await carrier.deliver(session, number, 'hello'), 'text');
		await until('it is submitted', () => carrier.to(number).length);
		carrier.onSubmit = (other, pdu) => carrier.accept(other, pdu);
		carrier.hangUp();
		session = await carrier.bound();
		await silent(carrier, session, number, 1);
		await line.stop();
		const rows = line.record();
		const answer = rows.find((row) => row.type === 'answer' && row.address === number);
		check(rows.some((row) => row.type === 'outcome' && row.of === answer.event && row.state === 'unknown'), 'unknown in the record');
		line.start();
		session = await carrier.bound();
		ok(await carrier.deliver(session, number, 'hello ?'), 'text');
		await silent(carrier, session, number, 1);
	},

	async 'bytes that are no PDUs: the bearer survives, the keeper never notices'(line, carrier) {
		let session = await serve(line, carrier);
		const keeper = childOf(line, 'keeper'), bearer = childOf(line, 'bearer');
		const bad = [
			Buffer.from([0, 0, 0, 2]),
			Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1]),
			Buffer.from('GET / HTTP/1.0\r\n\r\n'),
			Buffer.concat([Buffer.from([0, 0, 0, 17, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 9, 65]), Buffer.alloc(4000, 0xff)])];
		for (const bytes of bad) {
			const before = carrier.binds;
			session.socket.write(bytes);
			await until(`it leaves after ${bytes.subarray(0, 20).toString('hex')}`, () => session.gone, 5000);
			session = await carrier.bound(30000);
			check(carrier.binds === before + 1, 'it is back');
		}
		check(childOf(line, 'keeper') === keeper && childOf(line, 'bearer') === bearer, 'a process died of it');
		const number = somebody();
		ok(await carrier.deliver(session, number, 'hello'), 'text');
		await until('an answer', () => carrier.to(number).length);
	},

	async 'generic_nack, commands nobody knows, responses to nothing'(line, carrier) {
		const session = await serve(line, carrier), number = somebody(), other = somebody();
		carrier.onSubmit = (_, pdu) => session.send(new smpp.PDU('generic_nack',
			{ command_status: smpp.ESME_RSYSERR, sequence_number: pdu.sequence_number }));
		ok(await carrier.deliver(session, number, 'hello'), 'text');
		await line.logged(/an answer was refused/);
		carrier.onSubmit = (_, pdu) => carrier.accept(session, pdu);
		const nacked = new Promise((done) => session.on('generic_nack', done));
		session.socket.write(Buffer.from([0, 0, 0, 16, 0, 0, 0x77, 0x77, 0, 0, 0, 0, 0, 0, 0, 5]));
		check((await nacked).sequence_number === 5, 'a generic_nack for an unknown command');
		session.send(new smpp.PDU('submit_sm_resp', { sequence_number: 99999, message_id: 'x' }));
		session.send(new smpp.PDU('deliver_sm_resp', { sequence_number: 99998 }));
		ok(await carrier.deliver(session, other, 'hello'), 'text');
		await until('an answer', () => carrier.to(other).length);
		check(carrier.binds === 1, 'it stays');
	},

	async 'a stop in order: what is under way gets out'(line, carrier) {
		const session = await serve(line, carrier);
		const held = [];
		carrier.onSubmit = (_, pdu) => held.push(pdu);
		const numbers = Array.from({ length: 6 }, somebody);
		const acknowledged = numbers.map((number) => carrier.deliver(session, number, 'salut'));
		await until('answers are under way', () => held.length === numbers.length);
		const late = Array.from({ length: 50 }, () => carrier.deliver(session, somebody(), 'encore'));
		const stopped = line.stop();
		await sleep(100); // the carrier is slow
		carrier.onSubmit = (_, pdu) => carrier.accept(session, pdu);
		for (const pdu of held) carrier.accept(session, pdu);
		check(await stopped < 10000, 'in time');
		for (const one of acknowledged) ok(await one, 'acknowledged');
		check(carrier.unbinds === 1, 'it unbinds');
		const rows = line.record();
		check(rows.filter((row) => row.state === 'sent').length === carrier.submits.length,
			`each answer that was taken is known as sent: ${carrier.submits.length}`);
		check(!rows.some((row) => row.state === 'unknown' || row.state === 'failed'), 'nothing is unknown or failed');
		for (const response of await Promise.all(late))
			check(response === null || response.command_status !== undefined, 'answered or not');
		const texts = rows.filter((row) => row.type === 'message').length;
		const said = numbers.length + (await Promise.all(late)).filter((one) => one && one.command_status === 0).length;
		check(texts >= said, `${said} acknowledged, ${texts} in the record`);
		line.verify();
	},

	async 'a stop with a carrier that never answers'(line, carrier) {
		const session = await serve(line, carrier), number = somebody();
		carrier.onSubmit = () => {};
		carrier.onUnbind = () => {};
		ok(await carrier.deliver(session, number, 'salut'), 'text');
		await until('it is submitted', () => carrier.to(number).length);
		check(await line.stop() < 10000, 'in time');
		check(line.record().some((row) => row.state === 'unknown'), 'unknown in the record');
	},

	async 'a carrier that unbinds and leaves the connection open'(line, carrier) {
		const session = await serve(line, carrier);
		const answer = await new Promise((done) => session.unbind(done));
		ok(answer, 'unbind');
		await until('it hangs up', () => session.gone, 5000);
		const back = await carrier.bound(), number = somebody();
		ok(await carrier.deliver(back, number, 'salut'), 'text');
		await until('an answer', () => carrier.to(number).length);
	},

	async 'a carrier that writes much before it reads'(line, carrier) {
		const session = await serve(line, carrier);
		const one = Buffer.from([0, 0, 0, 16, 0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 7]), count = 200000;
		let answers = 0;
		session.removeAllListeners('pdu');
		session.on('enquire_link_resp', () => { answers++; });
		session.pause();
		session.socket.pause();
		session.socket.write(Buffer.concat(Array(count).fill(one)));
		await sleep(300); // so that our answers back up
		session.resume();
		await until('every one is answered', () => answers === count, 20000);
		check(carrier.binds === 1, 'it stays');
	},

	async 'a name with several addresses, of which one listens'(line, carrier) {
		await serve(line, carrier, { host: 'localhost' });
	},

	async 'the network goes and comes: no carrier at the start'(line, carrier) {
		await carrier.listen();
		const port = carrier.port;
		await carrier.close();
		await line.configure(port);
		line.start();
		await line.logged(/no connection to the carrier: Connection refused/);
		const back = await new Carrier().listen(port);
		try {
			await back.bound(20000);
		} finally {
			await back.close();
		}
	},

	async 'a second fauxbond on the same data is refused'(line, carrier) {
		await serve(line, carrier);
		const other = new Line();
		try {
			fs.cpSync(line.settings, other.settings);
			fs.cpSync(path.join(line.folder, 'secret'), path.join(other.folder, 'secret'));
			fs.cpSync(path.join(line.folder, 'key'), path.join(other.folder, 'key'));
			fs.symlinkSync(path.join(line.folder, 'var'), path.join(other.folder, 'var'));
			other.start();
			await until('it ends', () => other.ended);
			check(other.ended.code === 1 && /another fauxbond runs on this data/.test(other.log), other.log);
		} finally {
			other.destroy();
		}
		check(carrier.binds === 1, 'the first one stays');
	},

	async 'messages to a number that is none of ours, from names and short codes'(line, carrier) {
		const session = await serve(line, carrier);
		ok(await carrier.deliver(session, 'PROMO', 'gagnez', { source_addr_ton: 5, source_addr_npi: 0 }), 'a name');
		ok(await carrier.deliver(session, '36180', 'gagnez', { source_addr_ton: 3 }), 'a short code');
		ok(await carrier.deliver(session, '', 'personne', { source_addr_ton: 0 }), 'nobody');
		ok(await carrier.deliver(session, OURS, 'moi', {}), 'ourselves');
		await silent(carrier, session, '36180');
		check(carrier.submits.length === 1, 'only the marker is answered');
	},

	async 'no number and no text in the log'(line, carrier) {
		const session = await serve(line, carrier), number = somebody();
		carrier.onSubmit = (_, pdu) => session.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR }));
		ok(await carrier.deliver(session, number, 'very private words'), 'text');
		await line.logged(/an answer was refused/);
		await line.stop();
		check(!line.log.includes(number.slice(4)) && !line.log.includes('private'), line.log);
	},
};

// The pid of a child of `fauxbond serve`, by the name it gave itself.
function childOf(line, name) {
	for (const pid of fs.readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
		try {
			const [, comm, above] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').match(/\((.*)\) \S (\d+)/);
			if (Number(above) === line.child.pid && comm === name) return Number(pid);
		} catch {
			// it ended meanwhile
		}
	}
	return 0;
}

await run(tests);
