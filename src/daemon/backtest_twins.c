// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/backtest_twins.h"
#include "base/mem.h"

#include <string.h>

void twins_finish(struct twins *twins)
{
	mem_free(twins->other);
	map_finish(&twins->late[0]);
	map_finish(&twins->late[1]);
	*twins = (struct twins){0};
}

void twins_add(struct twins_list *list, uint64_t key, uint64_t number, bool any_time)
{
	if (number != 0 && number <= UINT32_MAX && list->count < TWINS_MADE)
		list->made[list->count++] = (struct twins_made){key | 1, number, any_time};
}

static void join(struct twins *twins, uint64_t first, uint64_t second)
{
	size_t room = twins->room == 0 ? 256 : twins->room;

	while (room <= first)
		room *= 2;
	if (room != twins->room) {
		twins->other = mem_grow(twins->other, room, sizeof twins->other[0]);
		memset(twins->other + twins->room, 0, (room - twins->room) * sizeof twins->other[0]);
		twins->room = room;
	}
	twins->other[first] = (uint32_t)second;
}

static const struct twins_made *find(const struct twins_list *list, uint64_t key)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->made[i].key == key)
			return &list->made[i];
	return NULL;
}

/* Made by one run (0 or 1) and not by the other in this event: perhaps by the other before, or later. */
static void match_late(struct twins *twins, const struct twins_made *made, size_t run)
{
	uint32_t other;

	if (!made->any_time)
		return;
	if (!map_get(&twins->late[1 - run], made->key, &other)) {
		(void)map_put(&twins->late[run], made->key, (uint32_t)made->number);
		return;
	}
	map_remove(&twins->late[1 - run], made->key);
	if (run == 0)
		join(twins, made->number, other);
	else
		join(twins, other, made->number);
}

void twins_match(struct twins *twins, const struct twins_list *first, const struct twins_list *second)
{
	for (size_t i = 0; i < first->count; i++) {
		const struct twins_made *twin = find(second, first->made[i].key);

		if (twin != NULL)
			join(twins, first->made[i].number, twin->number);
		else
			match_late(twins, &first->made[i], 0);
	}
	for (size_t i = 0; i < second->count; i++)
		if (find(first, second->made[i].key) == NULL)
			match_late(twins, &second->made[i], 1);
}

uint64_t twins_other(const struct twins *twins, uint64_t number)
{
	return number < twins->room ? twins->other[number] : 0;
}
