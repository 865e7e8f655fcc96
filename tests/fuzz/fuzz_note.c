// SPDX-License-Identifier: GPL-3.0-or-later
/* A stranger's checkpoint: what is accepted can be written again, and says the same. */
#include "flow/evidence/note.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t public_key[SIGN_PUBLIC] = {1};
	static const uint8_t signature[SIGNATURE];
	struct note note, again;
	struct buf out = {0};
	struct error error;

	if (seal_start(NULL) != ERR_NONE)
		abort();
	if (note_parse((struct bytes){data, size}, &note, &error) != ERR_NONE)
		return 0;
	note_verify(&note, public_key, &error);
	note_make(&note.checkpoint, public_key, signature, &out);
	if (note_parse(buf_bytes(&out), &again, &error) != ERR_NONE ||
	    note.checkpoint.size != again.checkpoint.size ||
	    note.checkpoint.at != again.checkpoint.at ||
	    memcmp(note.checkpoint.root, again.checkpoint.root, SHA256) != 0 ||
	    note.text.size < again.text.size)
		abort();
	buf_finish(&out);
	return 0;
}
