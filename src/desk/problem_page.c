// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /problems/SLUG: what a problem document's `type` leads to. */
#include "desk/http_private.h"

#include <string.h>

void http_problem_page(struct http_request *request)
{
	struct buf out = {0};
	enum problem problem;

	buf_add(&out, request->id.data, request->id.size);
	problem = memchr(request->id.data, 0, request->id.size) == NULL ? problem_parse(buf_text(&out))
									: PROBLEM_COUNT;
	buf_clear(&out);
	if (problem == PROBLEM_COUNT) {
		http_refuse(request, PROBLEM_NO_SUCH_PATH, NULL, NULL);
	} else {
		buf_add_format(&out, "%u %s\n\n%s\n", problem_status(problem), problem_title(problem),
			       problem_advice(problem));
		http_answer(request, 200, "text/plain; charset=utf-8", buf_bytes(&out));
	}
	buf_finish(&out);
}
