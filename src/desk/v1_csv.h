// SPDX-License-Identifier: GPL-3.0-or-later
/* An answer as CSV (RFC 4180), for people with a spreadsheet: a line for each number or text of the JSON, named by its way there. */
#ifndef DESK_V1_CSV_H
#define DESK_V1_CSV_H

#include "desk/http.h"

void v1_csv(struct http_request *request, struct bytes json);
/* The same into a buffer; false: it is no JSON object. */
bool csv_of_json(struct bytes json, struct buf *out);

#endif
