// SPDX-License-Identifier: GPL-3.0-or-later
/* email_normalise(): what it takes is stable, and knows itself again in other spellings. */
#include "standing/email.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static struct email again(const char *text)
{
	struct email email;

	must(email_normalise(bytes_of_text(text), &email, NULL) == ERR_NONE);
	return email;
}

/* Each form taken anew is itself, and leads on to the same. */
static void is_stable(const struct email *email)
{
	struct email written = again(email->written), mailbox;

	must(strcmp(written.written, email->written) == 0);
	must(strcmp(written.mailbox, email->mailbox) == 0);
	must(strcmp(written.alike, email->alike) == 0);
	/* One that only grew too long by its provider's other name. */
	if (strlen(email->mailbox) > EMAIL_WRITTEN_MAX)
		return;
	mailbox = again(email->mailbox);
	must(strcmp(mailbox.mailbox, email->mailbox) == 0);
	must(strcmp(mailbox.alike, email->alike) == 0);
}

static void is_well_formed(const char *form)
{
	must(strlen(form) < EMAIL_MAX);
	must(utf8_valid(bytes_of_text(form)));
	must(strchr(form, '@') != NULL && strchr(form, '@') == strrchr(form, '@'));
	must(strpbrk(form, " \t\r\n\"<>") == NULL);
}

/* In capitals it is the same one. */
static void case_makes_no_difference(const struct email *email)
{
	char upper[EMAIL_MAX];
	size_t size = strlen(email->written);

	for (size_t i = 0; i <= size; i++) {
		char c = email->written[i];

		upper[i] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
	}
	must(strcmp(again(upper).written, email->written) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct email email;
	struct error error = {""};

	if (email_normalise((struct bytes){data, size}, &email, &error) != ERR_NONE) {
		must(error.text[0] != '\0');
		return 0;
	}
	is_well_formed(email.written);
	is_well_formed(email.mailbox);
	is_well_formed(email.alike);
	is_stable(&email);
	case_makes_no_difference(&email);
	return 0;
}
