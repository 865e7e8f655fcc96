// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cut MODE SEED FOLDER JOURNAL: makes the folder what a disk may hold after the power went, once
 * the process that ran under powerloss.so is dead.
 *
 *   all      nothing of what was not synced is there
 *   some     each 512-byte sector that was not synced is there or not, by chance: writes reach a
 * disk in any order names    as `all`, and files whose folder was not synced after their creation
 * are not there either, and those that were removed without it are back
 *
 * -shm files are removed: memory does not outlive the power.
 */
#include "journal.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

struct journal {
	uint8_t *data;
	size_t size;
};

static void fatal(const char *what)
{
	perror(what);
	exit(2);
}

static void *room(size_t size)
{
	void *memory = calloc(size != 0 ? size : 1, 1);

	if (memory == NULL)
		fatal("memory");
	return memory;
}

static struct journal whole_file(const char *path)
{
	struct journal file = {0};
	struct stat status;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &status) != 0)
		fatal(path);
	file.size = (size_t)status.st_size;
	file.data = room(file.size);
	if (pread(fd, file.data, file.size, 0) != (ssize_t)file.size)
		fatal(path);
	close(fd);
	return file;
}

/* The next whole record at *at; false at the end. */
static bool next_record(const struct journal *journal, size_t *at, struct record *ret_record,
			const uint8_t **ret_data)
{
	if (journal->size - *at < sizeof *ret_record)
		return false;
	memcpy(ret_record, journal->data + *at, sizeof *ret_record);
	if (journal->size - *at - sizeof *ret_record < ret_record->size)
		return false;
	*ret_data = journal->data + *at + sizeof *ret_record;
	*at += sizeof *ret_record + ret_record->size;
	return true;
}

/* Undoes the records of one file from `at` on, the last one first: `content` becomes what was
 * synced. */
static void undo(const struct journal *journal, size_t at, uint64_t inode, struct journal *content)
{
	const uint8_t *old;
	struct record record;

	if (!next_record(journal, &at, &record, &old))
		return;
	undo(journal, at, inode, content);
	if (record.inode != inode ||
	    (record.type != RECORD_WRITE && record.type != RECORD_TRUNCATE))
		return;
	if (record.old_size > content->size) {
		content->data = realloc(content->data, record.old_size);
		if (content->data == NULL)
			fatal("memory");
		memset(content->data + content->size, 0, record.old_size - content->size);
	}
	content->size = record.old_size;
	memcpy(content->data + record.at, old, record.size);
}

/* Where the journal goes on after the file's last sync. */
static size_t after_sync(const struct journal *journal, uint64_t inode)
{
	struct record record;
	const uint8_t *data;
	size_t at = 0, found = 0;

	while (next_record(journal, &at, &record, &data))
		if (record.type == RECORD_SYNC && record.inode == inode)
			found = at;
	return found;
}

/* Each sector from one or the other; sizes too. */
static void mix(struct journal *synced, const struct journal *current)
{
	size_t longest = synced->size > current->size ? synced->size : current->size;
	size_t size = (rand() & 1) != 0 ? synced->size : current->size;
	uint8_t *mixed = room(longest);

	for (size_t at = 0; at < longest; at += SECTOR) {
		const struct journal *from = (rand() & 1) != 0 ? synced : current;
		size_t left = from->size > at ? from->size - at : 0;

		memcpy(mixed + at, from->data + at, left < SECTOR ? left : SECTOR);
	}
	free(synced->data);
	*synced = (struct journal){mixed, size};
}

static void restore(const struct journal *journal, const char *path, uint64_t inode, bool some)
{
	struct journal current = whole_file(path), synced = whole_file(path);
	int fd;

	undo(journal, after_sync(journal, inode), inode, &synced);
	if (some)
		mix(&synced, &current);
	fd = open(path, O_WRONLY | O_TRUNC);
	if (fd < 0 || write(fd, synced.data, synced.size) != (ssize_t)synced.size)
		fatal(path);
	close(fd);
	free(current.data);
	free(synced.data);
}

/* Names that the folder's last sync did not settle, newest first. */
static void undo_names(const struct journal *journal, size_t at, const char *journal_path)
{
	const uint8_t *data;
	struct record record;
	char kept[PATH_MAX];

	if (!next_record(journal, &at, &record, &data))
		return;
	undo_names(journal, at, journal_path);
	if (record.type == RECORD_CREATE)
		unlink((const char *)data);
	if (record.type != RECORD_UNLINK)
		return;
	snprintf(kept, sizeof kept, "%s.kept-%llu", journal_path, (unsigned long long)record.inode);
	if (link(kept, (const char *)data) != 0)
		perror((const char *)data);
}

static size_t after_names(const struct journal *journal)
{
	struct record record;
	const uint8_t *data;
	size_t at = 0, found = 0;

	while (next_record(journal, &at, &record, &data))
		if (record.type == RECORD_SYNC_NAMES)
			found = at;
	return found;
}

static void every_file(const struct journal *journal, const char *folder, bool some)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (dir == NULL)
		fatal(folder);
	while ((entry = readdir(dir)) != NULL) {
		size_t size = strlen(entry->d_name);
		char path[PATH_MAX];
		struct stat status;

		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (size > 4 && strcmp(entry->d_name + size - 4, "-shm") == 0)
			unlink(path);
		else if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
			restore(journal, path, status.st_ino, some);
	}
	closedir(dir);
}

int main(int argc, char **argv)
{
	struct journal journal;

	if (argc != 5) {
		fprintf(stderr, "usage: cut all|some|names SEED FOLDER JOURNAL\n");
		return 2;
	}
	journal = whole_file(argv[4]);
	srand((unsigned)strtoul(argv[2], NULL, 10));
	if (strcmp(argv[1], "names") == 0)
		undo_names(&journal, after_names(&journal), argv[4]);
	every_file(&journal, argv[3], strcmp(argv[1], "some") == 0);
	free(journal.data);
	return 0;
}
