// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static const char *process_name = "fauxbond";
static enum log_level least_level = LOG_INFO;

void log_open(const char *process, enum log_level least)
{
	process_name = process;
	least_level = least;
}

void log_line(enum log_level level, const char *format, ...)
{
	/* journald reads the <n> prefixes of sd-daemon(3) and colours by them. */
	static const char *const prefix[] = {"<3>", "<4>", "<6>", "<7>"};
	static const char *const name[] = {"error", "warning", "info", "debug"};
	char line[1024];
	va_list args;
	int n, m;

	if (level > least_level)
		return;
	n = snprintf(line, sizeof line, "%s%s: %s: ", isatty(STDERR_FILENO) ? "" : prefix[level],
		     process_name, name[level]);
	va_start(args, format);
	m = vsnprintf(line + n, sizeof line - (size_t)n - 1, format, args);
	va_end(args);
	if (m < 0)
		return;
	n += m;
	if ((size_t)n > sizeof line - 2)
		n = (int)sizeof line - 2;
	line[n++] = '\n';
	/* A log that can't be written has nobody to be told to. */
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return;
}
