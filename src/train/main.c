// SPDX-License-Identifier: GPL-3.0-or-later
/* fauxbond-train OUTPUT [PACKS]: trains the models while the program is built, from the packs that are put into it. */
#include "base/mem.h"
#include "daemon/packs.h"
#include "train/train.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static enum err train(const char *folder, struct buf *out, struct error *error_r)
{
	struct packs *packs = NULL;
	struct classify *classify;
	struct examples examples = {0};
	enum err err = packs_load(folder, &packs, error_r);

	if (err != ERR_NONE)
		return err;
	classify = classify_create(packs);
	err = examples_load(folder, &examples, error_r);
	if (err == ERR_NONE)
		err = train_models(classify, &examples, out, error_r);
	examples_finish(&examples);
	classify_destroy(classify);
	packs_destroy(packs);
	return err;
}

static enum err write_file(const char *path, struct bytes content, struct error *error_r)
{
	FILE *file = fopen(path, "wbe");
	size_t written = file != NULL ? fwrite(content.data, 1, content.size, file) : 0;

	if (file == NULL || written != content.size || fclose(file) != 0)
		return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	return ERR_NONE;
}

int main(int argc, char **argv)
{
	struct buf out = {0};
	struct error error = {""};
	enum err err;

	if (argc != 2 && argc != 3) {
		fputs("usage: fauxbond-train OUTPUT [PACKS]\n", stderr);
		return 2;
	}
	err = train(argc == 3 ? argv[2] : NULL, &out, &error);
	if (err == ERR_NONE)
		err = write_file(argv[1], buf_bytes(&out), &error);
	buf_finish(&out);
	if (err != ERR_NONE)
		fprintf(stderr, "fauxbond-train: %s\n", error.text);
	return err == ERR_NONE ? 0 : 1;
}
