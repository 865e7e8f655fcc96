// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/models.h"

#include <sodium.h>
#include <string.h>

/* All but `unclear`, which is no class, and grooming, which has no examples. */
enum kind models_kind(size_t column)
{
	enum kind kind = (enum kind)(column + 1);

	return kind < KIND_GROOMING ? kind : (enum kind)(kind + 1);
}

size_t models_column(enum kind kind)
{
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		if (models_kind(i) == kind)
			return i;
	return SIZE_MAX;
}

static bool is_kinds(const struct linear *linear)
{
	if (linear->columns != COLUMN_KINDS + COLUMN_LANGUAGES)
		return false;
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		if (strcmp(linear->column[i].name, kind_name(models_kind(i))) != 0)
			return false;
	for (size_t i = 0; i < COLUMN_LANGUAGES; i++)
		if (strcmp(linear->column[COLUMN_KINDS + i].name,
			   language_name((enum language)(i + 1))) != 0)
			return false;
	return true;
}

static bool is_acts(const struct linear *linear)
{
	if (linear->columns != ACT_COUNT - 1)
		return false;
	for (size_t i = 0; i < linear->columns; i++)
		if (strcmp(linear->column[i].name, act_name((enum act)(i + 1))) != 0)
			return false;
	return true;
}

enum err models_decode(struct bytes encoded, struct models *ret_models, struct error *error_r)
{
	struct models models;
	size_t size = 0;
	enum err err = linear_decode(encoded, &models.kinds, &size, error_r);
	struct bytes rest = {encoded.data + size, encoded.size - size};

	if (err == ERR_NONE)
		err = linear_decode(rest, &models.acts, &size, error_r);
	if (err != ERR_NONE)
		return err;
	if (size != rest.size || !is_kinds(&models.kinds) || !is_acts(&models.acts))
		return error_set(error_r, ERR_INPUT,
				 "a model of another program: it knows other kinds or acts");
	crypto_generichash(models.hash, sizeof models.hash, encoded.data, encoded.size, NULL, 0);
	*ret_models = models;
	return ERR_NONE;
}
