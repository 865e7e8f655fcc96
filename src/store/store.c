// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include <stddef.h>

void store_close(struct store *store)
{
	if (store != NULL)
		store->ops->close(store);
}
