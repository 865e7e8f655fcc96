// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The log: one line per event on stderr, "level process: text". Only daemon/ and desk/ call it.
 * No number and no text of a message ever goes into it (contacts are named by their id).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* `process` is shown on every line and must outlive the program. */
void log_open(const char *process, enum log_level least);
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)
#define log_warn(...)  log_line(LOG_WARN, __VA_ARGS__)
#define log_info(...)  log_line(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)

#endif
