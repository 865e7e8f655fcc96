// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/reading.h"

#include "base/embedded.h"
#include "base/mem.h"
#include "flow/classify/models.h"
#include "train/train.h"

extern const struct embedded_file embedded_models[];
extern const size_t embedded_models_count;

enum err models_embedded(struct models *ret_models, struct error *error_r)
{
	if (embedded_models_count != 1)
		return error_set(error_r, ERR_STATE, "this program was built without models");
	return models_decode((struct bytes){embedded_models[0].data, embedded_models[0].size},
			     ret_models, error_r);
}

static enum err train(const struct packs *packs, const struct examples *examples,
		      struct reader_set *set, struct error *error_r)
{
	struct classify *classify = classify_create(packs);
	enum err err = train_models(classify, examples, &set->trained, error_r);

	classify_destroy(classify);
	return err == ERR_NONE ? models_decode(buf_bytes(&set->trained), set->models, error_r) : err;
}

enum err reader_set_load(const char *folder, struct reader_set *ret_set, struct error *error_r)
{
	struct reader_set set = {.models = mem_alloc(1, sizeof *set.models)};
	struct examples examples = {0};
	enum err err = packs_load(folder, &set.packs, error_r);

	if (err == ERR_NONE && folder != NULL)
		err = examples_load(folder, &examples, error_r);
	if (err == ERR_NONE)
		err = examples.count != 0 ? train(set.packs, &examples, &set, error_r)
					  : models_embedded(set.models, error_r);
	examples_finish(&examples);
	if (err != ERR_NONE)
		reader_set_finish(&set);
	else
		*ret_set = set;
	return err;
}

void reader_set_finish(struct reader_set *set)
{
	packs_destroy(set->packs);
	mem_free(set->models);
	buf_finish(&set->trained);
	*set = (struct reader_set){0};
}
