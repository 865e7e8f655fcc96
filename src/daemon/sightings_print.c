// SPDX-License-Identifier: GPL-3.0-or-later
/* The report on a watching line for people: made of the JSON that the keeper told (docs/WATCH.md). */
#include "daemon/sightings_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long long number(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value != NULL ? value : "";
}

/* ---- in words ---- */

static void add_count(struct buf *out, long long count, const char *one, const char *many,
		      const char *before)
{
	if (count != 0)
		buf_add_format(out, "%s%lld %s", out->size != 0 ? before : "", count,
			       count == 1 ? one : many);
}

/* "8 requests and 5 messages from 11 people". */
static void say_counts(const json_t *counts)
{
	struct buf out = {0};
	long long requests = number(counts, "requests"), messages = number(counts, "messages");
	long long calls = number(counts, "calls"), senders = number(counts, "senders");

	add_count(&out, requests, "request", "requests", "");
	add_count(&out, messages, "message", "messages", calls != 0 ? ", " : " and ");
	add_count(&out, calls, "call", "calls", " and ");
	printf("%s from %lld %s", buf_text(&out), senders, senders == 1 ? "person" : "people");
	buf_finish(&out);
}

/* The end of a half hour that begins at "…20:30". */
static const char *end_of(const char *local, char ret_end[6])
{
	int minutes = 60 * atoi(local + 11) + atoi(local + 14) + 30;

	snprintf(ret_end, 6, "%02u:%02u", (unsigned)minutes / 60 % 24, (unsigned)minutes % 60);
	return ret_end;
}

/* ---- days and hours ---- */

enum { DAYS_SHOWN = 60, HOURS = 24 };

struct day {
	char date[11];
	long long hours[HOURS], all;
};

static void add_half(struct day *days, size_t *count, const json_t *half)
{
	const char *local = text(half, "local");
	long long all = number(half, "requests") + number(half, "messages") + number(half, "calls");
	unsigned hour = (unsigned)atoi(local + 11) % HOURS;

	if (*count == 0 || strncmp(days[*count - 1].date, local, 10) != 0) {
		if (*count == DAYS_SHOWN) {
			memmove(days, days + 1, (DAYS_SHOWN - 1) * sizeof *days);
			(*count)--;
		}
		days[*count] = (struct day){.date = ""};
		snprintf(days[*count].date, sizeof days[*count].date, "%.10s", local);
		(*count)++;
	}
	days[*count - 1].hours[hour] += all;
	days[*count - 1].all += all;
}

static char mark(long long count)
{
	if (count > 0 && count < 10)
		return (char)('0' + count);
	return (char)(count == 0 ? '.' : count < 100 ? '+' : '#');
}

static void print_day(const struct day *day)
{
	printf("%s  ", day->date);
	for (int hour = 0; hour < HOURS; hour++)
		printf("%s%c", hour != 0 && hour % 6 == 0 ? " " : "", mark(day->hours[hour]));
	printf("  %5lld\n", day->all);
}

static void print_chart(const json_t *halves)
{
	static struct day days[DAYS_SHOWN];
	size_t count = 0, i;
	json_t *half;

	json_array_foreach(halves, i, half)
	{
		if (strlen(text(half, "local")) == 16)
			add_half(days, &count, half);
	}
	printf("\nhour        0     6      12     18      all\n");
	for (i = 0; i < count; i++)
		print_day(&days[i]);
	puts("(+ ten or more, # a hundred or more)");
	if (count == DAYS_SHOWN)
		printf("The last %d days on which something came; --from and --to show others.\n",
		       DAYS_SHOWN);
}

void sightings_print(const json_t *answer)
{
	const json_t *busiest = json_object_get(answer, "busiest");
	const char *local = text(busiest, "local");
	char end[6];

	if (!json_is_object(busiest) || strlen(local) != 16) {
		printf("Line %s: nobody, in that time.\n", text(answer, "line"));
		return;
	}
	printf("Line %s: ", text(answer, "line"));
	say_counts(json_object_get(answer, "totals"));
	printf(".\nThe busiest half hour: ");
	say_counts(busiest);
	printf(" between %s and %s on %.10s.\n", local + 11, end_of(local, end), local);
	print_chart(json_object_get(answer, "half_hours"));
	printf("Times are those of %s.\n", text(answer, "timezone"));
	if (number(answer, "left_out") != 0)
		printf("%lld later arrivals are in the record and were not counted.\n",
		       number(answer, "left_out"));
}

/* ---- a table ---- */

void sightings_csv(const json_t *answer, const char *end, struct buf *out)
{
	json_t *half;
	size_t i;

	buf_add_format(out, "half_hour,utc,requests,messages,calls,senders%s", end);
	json_array_foreach(json_object_get(answer, "half_hours"), i, half)
	{
		buf_add_format(out, "%s,%s,%lld,%lld,%lld,%lld%s", text(half, "local"), text(half, "at"),
			       number(half, "requests"), number(half, "messages"),
			       number(half, "calls"), number(half, "senders"), end);
	}
}

void sightings_print_csv(const json_t *answer)
{
	struct buf out = {0};

	sightings_csv(answer, "\n", &out);
	fwrite(out.data, 1, out.size, stdout);
	buf_finish(&out);
}
