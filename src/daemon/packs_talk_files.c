// SPDX-License-Identifier: GPL-3.0-or-later
/* Which files talk/ of a language has, in the program or in a folder; in the order of their names.
 */
#include "base/embedded.h"
#include "daemon/packs_private.h"
#include "daemon/packs_talk.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct embedded_file embedded_packs[];
extern const size_t embedded_packs_count;

enum { PATH_SIZE = 1024 };

static enum err read_embedded(struct talk_reader *reader, const char *prefix, struct error *error_r)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; i < embedded_packs_count && err == ERR_NONE; i++) {
		const struct embedded_file *file = &embedded_packs[i];
		char shown[PATH_SIZE];

		if (strncmp(file->name, prefix, strlen(prefix)) != 0)
			continue;
		snprintf(shown, sizeof shown, "packs/%s", file->name);
		err = talk_read(reader, (struct bytes){file->data, file->size}, shown, error_r);
	}
	return err;
}

static enum err read_one(struct talk_reader *reader, const char *path, struct error *error_r)
{
	struct buf content = {0};
	FILE *file = fopen(path, "rbe");
	enum err err = ERR_NONE;

	if (file == NULL)
		return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	/* one byte more than yaml_load() takes is enough to be refused there */
	content.size += fread(buf_room(&content, YAML_SIZE_MAX + 1), 1, YAML_SIZE_MAX + 1, file);
	if (ferror(file))
		err = error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	fclose(file);
	if (err == ERR_NONE)
		err = talk_read(reader, buf_bytes(&content), path, error_r);
	buf_finish(&content);
	return err;
}

static int only_yaml(const struct dirent *entry)
{
	size_t size = strlen(entry->d_name);

	return entry->d_name[0] != '.' && size > 5 &&
	       strcmp(entry->d_name + size - 5, ".yaml") == 0;
}

static enum err read_folder(struct talk_reader *reader, const char *folder, struct error *error_r)
{
	struct dirent **names = NULL;
	enum err err = ERR_NONE;
	int count = scandir(folder, &names, only_yaml, alphasort);

	if (count < 0)
		return errno == ENOENT
			       ? ERR_NONE
			       : error_set(error_r, ERR_IO, "%s: %s", folder, strerror(errno));
	for (int i = 0; i < count; i++) {
		char path[PATH_SIZE];

		if (err == ERR_NONE && (size_t)snprintf(path, sizeof path, "%s/%s", folder,
							names[i]->d_name) >= sizeof path)
			err = error_set(error_r, ERR_IO, "%s: %s", folder, strerror(ENAMETOOLONG));
		if (err == ERR_NONE)
			err = read_one(reader, path, error_r);
		free(names[i]);
	}
	free(names);
	return err;
}

enum err pack_load_talk(struct pack *pack, const char *folder, struct buf *warnings,
			struct error *error_r)
{
	struct talk_reader reader;
	char prefix[16], path[PATH_SIZE];
	const char *language = language_name((enum language)pack->language);
	enum err err;

	snprintf(prefix, sizeof prefix, "%s/talk/", language);
	if ((size_t)snprintf(path, sizeof path, "%s/%s/talk", folder != NULL ? folder : "packs",
			     language) >= sizeof path)
		return error_set(error_r, ERR_IO, "%s: %s", folder, strerror(ENAMETOOLONG));
	talk_begin(&reader);
	err = folder == NULL ? read_embedded(&reader, prefix, error_r)
			     : read_folder(&reader, path, error_r);
	if (err == ERR_NONE && reader.file_count > 0)
		err = talk_end(&reader, path, &pack->talk, error_r);
	if (err == ERR_NONE && pack->talk != NULL && warnings != NULL)
		talk_warn(&reader, pack->talk, warnings);
	talk_finish(&reader);
	return err;
}
