// SPDX-License-Identifier: GPL-3.0-or-later
/* A carrier with TLS, in a process of its own: it greets one caller and waits for the end. Its
 * certificate, for 127.0.0.1, is made on the spot and is its own authority. */
#ifndef TESTS_UNIT_TLS_FIXTURE_H
#define TESTS_UNIT_TLS_FIXTURE_H

#include <netinet/in.h>
/* OpenSSL has a type of its own called ERR_STATE, which base/error.h has as a code. */
#define ERR_STATE openssl_ERR_STATE
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#undef ERR_STATE
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct tls_carrier {
	int listener;
	uint16_t port;
	EVP_PKEY *key;
	X509 *certificate;
	char file[96]; /* PEM of the certificate */
	const char *answer; /* it waits to be asked, and says this; NULL: it greets */
	pid_t pid;
};

static inline X509 *tls_certificate(EVP_PKEY *key)
{
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	X509_EXTENSION *address;

	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const uint8_t *)"carrier", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_set_pubkey(certificate, key);
	address = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "IP:127.0.0.1");
	X509_add_ext(certificate, address, -1);
	X509_EXTENSION_free(address);
	return X509_sign(certificate, key, EVP_sha256()) > 0 ? certificate : NULL;
}

/* The carrier's side, until the caller leaves. */
static inline int tls_serve(const struct tls_carrier *carrier)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	SSL *ssl = SSL_new(context);
	const char *says = carrier->answer != NULL ? carrier->answer : "hello";
	char bytes[4096];

	SSL_use_certificate(ssl, carrier->certificate);
	SSL_use_PrivateKey(ssl, carrier->key);
	SSL_set_fd(ssl, accept(carrier->listener, NULL, NULL));
	if (SSL_accept(ssl) != 1 ||
	    (carrier->answer != NULL && SSL_read(ssl, bytes, sizeof bytes) <= 0) ||
	    SSL_write(ssl, says, (int)strlen(says)) <= 0)
		return 1;
	while (SSL_read(ssl, bytes, sizeof bytes) > 0)
		;
	return 0;
}

static inline bool tls_start(struct tls_carrier *carrier, const char *folder)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof at;
	FILE *file;

	snprintf(carrier->file, sizeof carrier->file, "%s/ca.pem", folder);
	carrier->key = EVP_EC_gen("P-256");
	carrier->certificate = tls_certificate(carrier->key);
	file = fopen(carrier->file, "we");
	if (file == NULL || carrier->certificate == NULL)
		return false;
	PEM_write_X509(file, carrier->certificate);
	fclose(file);
	carrier->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(carrier->listener, (struct sockaddr *)&at, size) != 0 ||
	    listen(carrier->listener, 1) != 0 ||
	    getsockname(carrier->listener, (struct sockaddr *)&at, &size) != 0)
		return false;
	carrier->port = ntohs(at.sin_port);
	carrier->pid = fork();
	if (carrier->pid == 0)
		_exit(tls_serve(carrier));
	return carrier->pid > 0;
}

static inline void tls_stop(struct tls_carrier *carrier)
{
	close(carrier->listener);
	kill(carrier->pid, SIGKILL); /* nobody may have called */
	waitpid(carrier->pid, NULL, 0);
	X509_free(carrier->certificate);
	EVP_PKEY_free(carrier->key);
	unlink(carrier->file);
}

#endif
