// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * replay FOLDER [VARIANTS]: what the fuzzers found, with any compiler and in the ordinary tests.
 *
 * Every file of the folder is handed to LLVMFuzzerTestOneInput, then VARIANTS (200) of each:
 * bits turned, octets replaced, ends cut off, pieces doubled, left out, or taken from another file.
 * The variants follow from a file's content and its neighbours, so that a failure comes back. An
 * input that kills us is left in the working directory, and said on stderr.
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first input also pays for what a target loads once: all packs, under a sanitizer, on a busy machine. */
enum { MUTATIONS = 200, SECONDS_FIRST = 200, SECONDS_EACH = 20, FILES_MAX = 4096, INPUT_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	uint8_t *data; /* of exactly `size` octets: a sanitizer sees the first one read beyond */
	size_t size;
};

static struct seed {
	char *name;
	struct input input;
} seeds[FILES_MAX];
static size_t seed_count;

static struct {
	const char *name; /* the file it comes from */
	int mutation;	  /* 0: the file itself */
	struct input input;
} running;

static const int deaths[] = {SIGABRT, SIGILL, SIGSEGV, SIGBUS, SIGFPE, SIGTRAP, SIGALRM};

static uint64_t chance;

/* splitmix64 */
static uint64_t draw(uint64_t below)
{
	uint64_t z = chance += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return below == 0 ? 0 : (z ^ z >> 31) % below;
}

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

static struct input input_new(size_t size)
{
	struct input input = {malloc(size + (size == 0)), size};

	if (input.data == NULL)
		fail("replay");
	return input;
}

static void keep_what_runs(const char *how)
{
	char text[512];
	int fd = open("replay-crash", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int size =
		snprintf(text, sizeof text, "replay: %s: %s, mutation %d: %zu octets, kept in %s\n",
			 how, running.name, running.mutation, running.input.size, "replay-crash");

	if (fd < 0 || write(fd, running.input.data, running.input.size) < 0 ||
	    write(STDERR_FILENO, text, (size_t)size) < 0)
		perror("replay-crash");
}

/* We are lost anyhow, so this may do what a signal handler may not; but only once. */
static void on_death(int signal_number)
{
	for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++)
		signal(deaths[i], SIG_DFL);
	if (running.name != NULL)
		keep_what_runs(signal_number == SIGALRM ? "too slow" : strsignal(signal_number));
	raise(signal_number);
}

static void run(const char *name, int mutation, struct input input)
{
	static bool loaded;

	running.name = name;
	running.mutation = mutation;
	running.input = input;
	alarm(loaded ? SECONDS_EACH : SECONDS_FIRST);
	LLVMFuzzerTestOneInput(input.data, input.size);
	alarm(0);
	loaded = true;
	running.name = NULL; /* a leak is found later, and is no single input's */
}

/* `from`'s octets but for [at, at + gone), where `put` stands instead. */
static struct input replaced(struct input from, size_t at, size_t gone, struct input put)
{
	struct input to = input_new(from.size - gone + put.size);

	memcpy(to.data, from.data, at);
	if (put.size > 0)
		memcpy(to.data + at, put.data, put.size);
	memcpy(to.data + at + put.size, from.data + at + gone, from.size - at - gone);
	return to;
}

static struct input some_of(struct input from)
{
	size_t at = draw(from.size + 1);

	return (struct input){from.data + at, draw(from.size - at + 1)};
}

static struct input copy_with_octets_changed(struct input from, bool one_bit)
{
	struct input to = replaced(from, 0, 0, (struct input){NULL, 0});
	static const uint8_t favourites[] = {0x00, 0x01, 0x7f, 0x80, 0xff, '\n', '"', '0'};

	for (uint64_t n = 1 + draw(4); n > 0 && to.size > 0; n--) {
		size_t at = draw(to.size);

		if (one_bit)
			to.data[at] ^= (uint8_t)(1 << draw(8));
		else
			to.data[at] = favourites[draw(sizeof favourites)];
	}
	return to;
}

static struct input mutate(struct input from)
{
	struct input other = seeds[draw(seed_count)].input;
	size_t at = draw(from.size + 1), gone = draw(from.size - at + 1);

	switch (draw(6)) {
	case 0:
		return copy_with_octets_changed(from, true);
	case 1:
		return copy_with_octets_changed(from, false);
	case 2: /* the end is missing */
		return replaced(from, at, from.size - at, (struct input){NULL, 0});
	case 3: /* a piece is missing */
		return replaced(from, at, gone, (struct input){NULL, 0});
	case 4: /* a piece comes twice */
		return replaced(from, at, 0, some_of(from));
	default: /* a piece of another file */
		return replaced(from, at, gone, some_of(other));
	}
}

/* FNV-1a: a file's variants stay the same when others are renamed. */
static uint64_t hash(struct input input)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < input.size; i++)
		h = (h ^ input.data[i]) * 0x100000001b3;
	return h;
}

/* How many of each; fewer where one input takes a whole flow. */
static int variants = MUTATIONS;

static void run_seed(const struct seed *seed)
{
	run(seed->name, 0, seed->input);
	chance = hash(seed->input);
	for (int i = 1; i <= variants; i++) {
		struct input variant = mutate(seed->input);

		run(seed->name, i, variant);
		free(variant.data);
	}
}

static void run_nothing(void)
{
	struct input nothing = input_new(0);

	run("no file", 0, nothing);
	free(nothing.data);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct seed *)a)->name, ((const struct seed *)b)->name);
}

static struct input read_file(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY);
	struct stat stat;
	struct input input;

	if (fd < 0 || fstat(fd, &stat) != 0 || stat.st_size > INPUT_MAX)
		fail(name);
	input = input_new((size_t)stat.st_size);
	if (read(fd, input.data, input.size) != (ssize_t)input.size)
		fail(name);
	close(fd);
	return input;
}

static void read_folder(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;

	if (folder == NULL)
		fail(path);
	while ((entry = readdir(folder)) != NULL && seed_count < FILES_MAX) {
		if (entry->d_name[0] == '.')
			continue;
		seeds[seed_count].name = strdup(entry->d_name);
		seeds[seed_count++].input = read_file(dirfd(folder), entry->d_name);
	}
	closedir(folder);
	qsort(seeds, seed_count, sizeof seeds[0], by_name);
}

int main(int argc, char **argv)
{
	if (argc == 3)
		variants = atoi(argv[2]);
	if (argc < 2 || argc > 3 || variants < 1) {
		fprintf(stderr, "usage: replay FOLDER [VARIANTS]\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++)
		signal(deaths[i], on_death);
	read_folder(argv[1]);
	run_nothing();
	for (size_t i = 0; i < seed_count; i++)
		run_seed(&seeds[i]);
	for (size_t i = 0; i < seed_count; i++) {
		free(seeds[i].name);
		free(seeds[i].input.data);
	}
	printf("%zu files, %d variants of each\n", seed_count, variants);
	return seed_count == 0;
}
