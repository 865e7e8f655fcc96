// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The undo journal between powerloss.c (which writes it, inside the process under test) and cut.c
 * (which reads it after that process was killed). One file, appended to in the order of the calls:
 *
 *   struct record, then `size` bytes: what was there before (WRITE, TRUNCATE) or a name (CREATE,
 * UNLINK)
 *
 * A record precedes the change that it undoes, so a kill between the two undoes nothing that was
 * done. Only the last record may be incomplete; its change was never begun.
 */
#ifndef TESTS_POWER_JOURNAL_H
#define TESTS_POWER_JOURNAL_H

#include <stdint.h>

enum record_type {
	RECORD_WRITE = 1,  /* at..at+length is overwritten; the file had `old_size` bytes */
	RECORD_TRUNCATE,   /* to `at` bytes */
	RECORD_SYNC,	   /* the file's content is on the disk now */
	RECORD_CREATE,	   /* a name appeared */
	RECORD_UNLINK,	   /* a name went; a hard link .kept-INODE stands beside the journal */
	RECORD_SYNC_NAMES, /* the folder's names are on the disk now */
};

struct record {
	uint32_t type;
	uint32_t size; /* bytes that follow */
	uint64_t inode;
	uint64_t at, length;
	uint64_t old_size;
};

#endif
