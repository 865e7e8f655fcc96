// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/jail: the clerk has no file, no network and nobody to call; it makes a sealed memfd, which
 * the keeper takes (jail_fixture.h). That it trains in there is tests/integration/correct.py's. */
#include "jail_fixture.h"

#include <sys/mman.h>
#include <sys/resource.h>

enum { MODEL = 3 << 20, SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL };

/* ---- what it may not ---- */

static int try_read(struct cell *cell)
{
	(void)cell;
	return outcome(open("/etc/passwd", O_RDONLY));
}

static int try_store(struct cell *cell)
{
	return outcome(open(cell->f->path, O_RDONLY));
}

static int try_create(struct cell *cell)
{
	char path[128];

	snprintf(path, sizeof path, "%s-wal", cell->f->path);
	return outcome(open(path, O_RDWR | O_CREAT, 0600));
}

static int try_remove(struct cell *cell)
{
	return outcome(unlink(cell->f->path));
}

static int try_call(struct cell *cell)
{
	(void)cell;
	return outcome(socket(AF_INET, SOCK_STREAM, 0));
}

static int try_accept(struct cell *cell)
{
	return outcome(accept(cell->listener, NULL, NULL));
}

static void the_clerk_has_no_file_and_no_network(void **state)
{
	int expected = JAIL_SANITIZED ? EACCES : EPERM;

	if (JAIL_SANITIZED)
		NEEDS_LANDLOCK(1)
	assert_int_equal(jailed(*state, ROLE_CLERK, try_read), expected);
	assert_int_equal(jailed(*state, ROLE_CLERK, try_store), expected);
	assert_int_equal(jailed(*state, ROLE_CLERK, try_create), expected);
	assert_int_equal(jailed(*state, ROLE_CLERK, try_remove), EPERM);
	assert_int_equal(jailed(*state, ROLE_CLERK, try_call), EPERM);
	assert_int_equal(jailed(*state, ROLE_CLERK, try_accept), EPERM);
}

/* ---- what it must ---- */

static int do_seal(struct cell *cell)
{
	static uint8_t model[MODEL];
	int fd = memfd_create("model", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	(void)cell;
	if (fd < 0 || write(fd, model, sizeof model) != (ssize_t)sizeof model)
		return WRONG;
	if (fcntl(fd, F_ADD_SEALS, SEALS) != 0)
		return errno;
	return write(fd, model, 1) < 0 && errno == EPERM ? 0 : WRONG;
}

/* As much as training takes. */
static int do_work(struct cell *cell)
{
	size_t size = (size_t)256 << 20;
	volatile uint8_t *memory = malloc(size);

	(void)cell;
	if (memory == NULL)
		return ENOMEM;
	for (size_t at = 0; at < size; at += 4096)
		memory[at] = 1;
	free((void *)(uintptr_t)memory);
	return 0;
}

static int try_too_much(struct cell *cell)
{
	void *memory = mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	(void)cell;
	return memory == MAP_FAILED ? errno : 0;
}

static void the_clerk_makes_a_model(void **state)
{
	works(*state, ROLE_CLERK, do_seal);
	works(*state, ROLE_CLERK, do_work);
}

static void there_is_an_end_to_its_memory(void **state)
{
	if (JAIL_SANITIZED)
		skip();
	assert_int_equal(jailed(*state, ROLE_CLERK, try_too_much), ENOMEM);
}

static void nobody_else_makes_one(void **state)
{
	if (JAIL_SANITIZED)
		skip();
	assert_int_equal(jailed(*state, ROLE_KEEPER, do_seal), WRONG);
	assert_int_equal(jailed(*state, ROLE_BEARER, do_seal), WRONG);
	assert_int_equal(jailed(*state, ROLE_DESK, do_seal), WRONG);
	assert_int_equal(jailed(*state, ROLE_ERRAND, do_seal), WRONG);
}

/* ---- the keeper takes it ---- */

static int sealed = -1;

static int do_take(struct cell *cell)
{
	uint8_t *bytes;

	(void)cell;
	if ((fcntl(sealed, F_GET_SEALS) & SEALS) != SEALS)
		return WRONG;
	bytes = mmap(NULL, MODEL, PROT_READ, MAP_PRIVATE, sealed, 0);
	return bytes != MAP_FAILED && bytes[MODEL - 1] == 7 ? 0 : errno;
}

static void the_keeper_takes_a_model(void **state)
{
	uint8_t seven = 7;

	sealed = memfd_create("model", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_int_equal(pwrite(sealed, &seven, 1, MODEL - 1), 1);
	assert_int_equal(fcntl(sealed, F_ADD_SEALS, SEALS), 0);
	works(*state, ROLE_KEEPER, do_take);
	close(sealed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_clerk_has_no_file_and_no_network),
		CASE(the_clerk_makes_a_model),
		CASE(there_is_an_end_to_its_memory),
		CASE(nobody_else_makes_one),
		CASE(the_keeper_takes_a_model),
	};

	return run_jail_tests("jail_clerk", tests, COUNT(tests));
}
