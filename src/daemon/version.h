// SPDX-License-Identifier: GPL-3.0-or-later
/* The program's version, here once; meson.build reads it from this file's line. */
#ifndef DAEMON_VERSION_H
#define DAEMON_VERSION_H

#define FAUXBOND_VERSION "0.1.0"

#endif
