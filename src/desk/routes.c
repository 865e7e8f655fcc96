// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk/parse.h"
#include "desk/route.h"

#include <string.h>

static const struct route healthz = {.path = "/healthz", .run = http_healthz};
static const struct route metrics = {.path = "/metrics", .run = http_metrics};
static const struct route problems = {.path = "/problems/{id}", .run = http_problem_page};

/* Those asked for most come first. */
#define ROUTES(R)                                                                                  \
	R(v1_post_messages)                                                                        \
	R(v1_post_members)                                                                         \
	R(v1_post_contacts)                                                                        \
	R(v1_accept_contact)                                                                       \
	R(v1_post_photos)                                                                          \
	R(v1_post_reports)                                                                         \
	R(v1_get_member)                                                                           \
	R(v1_post_appeals)                                                                         \
	R(v1_post_offences)                                                                        \
	R(v1_get_queue)                                                                            \
	R(v1_get_item)                                                                             \
	R(v1_claim)                                                                                \
	R(v1_release)                                                                              \
	R(v1_show)                                                                                 \
	R(v1_decision)                                                                             \
	R(v1_get_statement)                                                                        \
	R(v1_lift)                                                                                 \
	R(v1_reverse)                                                                              \
	R(v1_post_bans)                                                                            \
	R(v1_get_notices)                                                                          \
	R(v1_get_transparency)                                                                     \
	R(v1_post_sightings)                                                                       \
	R(v1_get_sightings)                                                                        \
	R(v1_get_events)                                                                           \
	R(v1_get_openapi)                                                                          \
	R(healthz)                                                                                 \
	R(metrics)                                                                                 \
	R(problems)

#include "desk/v1/v1.h"

static const struct route *const routes[] = {
#define X(name) &name,
	ROUTES(X)
#undef X
};

enum { ROUTE_COUNT = sizeof routes / sizeof routes[0] };

const struct route *route_at(size_t at)
{
	return at < ROUTE_COUNT ? routes[at] : NULL;
}

const char *route_method_name(enum route_method method)
{
	return method == ROUTE_POST ? "POST" : "GET";
}

static bool takes_method(const struct route *route, const char *method)
{
	if (route->method == ROUTE_POST)
		return strcmp(method, "POST") == 0;
	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

const struct route *route_find(const char *method, struct bytes path, struct bytes *ret_id,
			       bool *ret_method_fits)
{
	const struct route *other = NULL;
	struct bytes id;

	*ret_id = (struct bytes){0};
	*ret_method_fits = false;
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		if (!path_fits(routes[i]->path, path, &id))
			continue;
		*ret_id = id;
		other = routes[i];
		*ret_method_fits = takes_method(other, method);
		if (*ret_method_fits)
			break;
	}
	return other;
}

const char *route_allow(const struct route *route)
{
	bool get = false, post = false;

	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		if (strcmp(routes[i]->path, route->path) != 0)
			continue;
		get = get || routes[i]->method == ROUTE_GET;
		post = post || routes[i]->method == ROUTE_POST;
	}
	return get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST";
}
