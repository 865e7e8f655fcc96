// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * syncrate.c - the two limits of a machine that bound every peer of the bench: how often a second
 * a small write can be made to survive (fdatasync), and how often a byte can go to another process
 * and back over loopback TCP.
 *
 * A commit per message can never be faster than the first; a disk that syncs in microseconds
 * flatters the peers that do so.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 1.0

static double now_s(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* Appends of one page, as a write-ahead log does. */
static double sync_rate(const char *directory)
{
	char path[4096];
	static uint8_t page[4096];
	unsigned count = 0;

	snprintf(path, sizeof(path), "%s/syncrate.XXXXXX", directory);
	int fd = mkstemp(path);
	if (fd < 0 || unlink(path) != 0)
		die(directory);
	double began = now_s();
	double took;
	do {
		if (write(fd, page, sizeof(page)) != (ssize_t)sizeof(page) || fdatasync(fd) != 0)
			die("fdatasync");
		count++;
		took = now_s() - began;
	} while (took < SECONDS);
	close(fd);
	return count / took;
}

static void no_nagle(int fd)
{
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)) != 0)
		die("TCP_NODELAY");
}

/* A connected pair over loopback TCP. */
static void tcp_pair(int ret_fds[2])
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int a = socket(AF_INET, SOCK_STREAM, 0);

	if (listener < 0 || a < 0 || bind(listener, (struct sockaddr *)&address, len) != 0 ||
	    listen(listener, 1) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &len) != 0 ||
	    connect(a, (struct sockaddr *)&address, len) != 0)
		die("loopback");
	int b = accept(listener, NULL, NULL);
	if (b < 0)
		die("loopback");
	close(listener);
	no_nagle(a);
	no_nagle(b);
	ret_fds[0] = a;
	ret_fds[1] = b;
}

static void echo_and_exit(int fd)
{
	char byte;
	while (read(fd, &byte, 1) == 1) {
		if (write(fd, &byte, 1) != 1)
			break;
	}
	_exit(0);
}

static double round_trip_rate(void)
{
	int fds[2];
	char byte = 0;
	unsigned count = 0;

	tcp_pair(fds);
	pid_t child = fork();
	if (child < 0)
		die("fork");
	if (child == 0) {
		close(fds[0]);
		echo_and_exit(fds[1]);
	}
	close(fds[1]);
	double began = now_s();
	double took;
	do {
		if (write(fds[0], &byte, 1) != 1 || read(fds[0], &byte, 1) != 1)
			die("loopback");
		count++;
		took = now_s() - began;
	} while (took < SECONDS);
	close(fds[0]);
	waitpid(child, NULL, 0);
	return count / took;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: bench_syncrate DIRECTORY\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	double syncs = sync_rate(argv[1]);
	printf("{\"fdatasync_per_s\": %.0f, \"loopback_round_trips_per_s\": %.0f}\n", syncs,
	       round_trip_rate());
	return 0;
}
