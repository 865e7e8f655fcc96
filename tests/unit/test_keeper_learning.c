// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the keeper asks of its clerk, and what it takes from one: the test is the clerk, and lies.
 * That a real one trains is tests/integration/correct.py's.
 */
#include "base/mem.h"
#include "daemon/installation.h"
#include "daemon/keeper_learning.h"
#include "daemon/now.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL };

static const char yaml[] =
	"house: {country: FR, timezone: Europe/Paris, currency: EUR, caps: {day: 100.00}}\n"
	"lines:\n"
	"  - {name: first, kind: decline, bearer: handset, numbers: [\"+33639980021\"], languages: "
	"[fr],\n"
	"     answer: {between: [5m, 30m], late: 24h}, cost: {in: 0.01, out: 0.08}, caps: {hour: "
	"12.00}}\n";

static struct child child;
static struct keeper keeper;
static struct channel *clerk;
static bool clerk_gone;
static struct ipc_train asked;
static size_t texts, ends; /* of the requests so far */
static struct buf answer;

/* ---- the clerk ---- */

static enum err clerk_hears(void *context, struct channel *channel, enum ipc_code code,
			    struct bytes payload, int fd)
{
	struct ipc_correction row;

	(void)context;
	(void)channel;
	(void)fd;
	if (code == IPC_TRAIN)
		assert_int_equal(ipc_get_train(payload, &asked), ERR_NONE);
	if (code == IPC_CORRECTION) {
		assert_int_equal(ipc_get_correction(payload, &row), ERR_NONE);
		assert_true(bytes_equal(row.text, bytes_of_text("le colis est au relais")));
		assert_int_equal(row.kind, KIND_SCAM);
		texts++;
	}
	ends += code == IPC_TRAIN_END;
	return ERR_NONE;
}

static void clerk_is_left(void *context, struct channel *channel)
{
	(void)context;
	(void)channel;
	clerk_gone = true;
}

static void turn(void)
{
	for (int i = 0; i < 6; i++)
		event_base_loop(child.base, EVLOOP_NONBLOCK);
}

static void connect_clerk(void)
{
	const struct channel_hooks hooks = {NULL, clerk_hears, NULL, clerk_is_left};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	channel_destroy(clerk);
	clerk = channel_create(child.base, pair[1], ROLE_CLERK, ROLE_KEEPER, &hooks);
	clerk_gone = false;
	keeper_clerk_peer(&keeper, pair[0]);
	turn();
}

static void hand_over(struct bytes model, uint32_t size, int seals)
{
	struct ipc_model row = {asked.token, size, 1};
	int fd = memfd_create("model", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	struct buf payload = {0};

	assert_int_equal(write(fd, model.data, model.size), (ssize_t)model.size);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
	ipc_put_model(&payload, &row);
	assert_int_equal(channel_send_fd(clerk, IPC_MODEL, buf_bytes(&payload), fd), ERR_NONE);
	buf_finish(&payload);
	close(fd);
	turn();
}

/* The program's own, every weight `times` what it is. */
static void encode(int times, struct buf *out)
{
	const struct models *own = keeper.reading.models;
	const struct linear *tables[] = {&own->kinds, &own->acts};

	for (size_t t = 0; t < 2; t++) {
		struct linear linear = *tables[t];

		for (size_t c = 0; c < linear.columns; c++)
			linear.column[c].scale *= (float)times;
		linear.column[0].bias += t == 0 ? 1e-4F : 0; /* another one, though as good */
		linear_encode(&linear, out);
	}
}

/* ---- the keeper ---- */

static bool claim(void *context, uint32_t line_index)
{
	(void)context;
	(void)line_index;
	return true;
}

static void on_effect(void *context, const struct effect *effect)
{
	(void)context;
	(void)effect;
}

static void on_commit(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
}

static void commit(void)
{
	struct error error = {""};

	if (!keeper.open)
		return;
	keeper.open = false;
	keeper.taken = 0;
	assert_int_equal(flow_due(keeper.flow, &error), ERR_NONE);
	assert_int_equal(flow_commit(keeper.flow, &error), ERR_NONE);
}

static const char *ask(const char *request)
{
	struct control_request parsed;
	struct error error = {""};
	struct jsonout json;

	buf_clear(&answer);
	assert_int_equal(control_parse(bytes_of_text(request), &parsed, &error), ERR_NONE);
	jsonout_init(&json, &answer);
	jsonout_open(&json, NULL);
	if (keeper_verb(&keeper, &parsed, &json, &error) != ERR_NONE) {
		buf_clear(&answer);
		buf_add_text(&answer, error.text);
	} else {
		jsonout_close(&json);
	}
	control_request_finish(&parsed);
	commit();
	return buf_text(&answer);
}

static bool says(const char *words)
{
	return strstr(ask("{\"verb\":\"corrections\"}"), words) != NULL;
}

static void open_keeper(void)
{
	struct flow_options options = {.lines = child.settings.lines,
				       .line_count = child.settings.line_count,
				       .house = &child.settings.house,
				       .packs = keeper.reading.packs,
				       .store = keeper.store,
				       .keys = &keeper.keys,
				       .random = &keeper.random,
				       .fiction = true,
				       .sink = {&keeper, claim, on_effect}};
	struct error error = {""};

	assert_int_equal(keeper_learning_open(&keeper, &error), ERR_NONE);
	options.models = keeper_models(&keeper);
	assert_int_equal(flow_create(&options, now_ms(), &keeper.flow, &error), ERR_NONE);
	keeper_learning_opened(&keeper);
	commit();
}

static void close_keeper(void)
{
	flow_destroy(keeper.flow);
	keeper_learning_close(&keeper);
}

static int set_up(void **state)
{
	struct sqlite_options options = {.path = ":memory:"};
	uint8_t kek[SEAL_KEY] = {1};
	struct error error = {""};

	(void)state;
	child = (struct child){.role = ROLE_KEEPER, .base = event_base_new()};
	keeper = (struct keeper){.child = &child};
	texts = ends = 0;
	assert_int_equal(seal_start(&error), ERR_NONE);
	if (settings_parse(bytes_of_text(yaml), "test.yaml", &child.settings, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	random_from_seed(&keeper.random, 1, "test");
	arena_init(&keeper.arena, 4 << 20);
	assert_int_equal(reader_set_load(NULL, &keeper.reading, &error), ERR_NONE);
	assert_int_equal(sqlite_open(&options, &keeper.store, &error), ERR_NONE);
	assert_int_equal(installation_keys(keeper.store, kek, &keeper.random, true, "test",
					   &keeper.keys, &error),
			 ERR_NONE);
	keeper.commit = event_new(child.base, -1, 0, on_commit, NULL);
	keeper.lazy = evtimer_new(child.base, on_commit, NULL);
	open_keeper();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	channel_destroy(clerk);
	clerk = NULL;
	close_keeper();
	event_free(keeper.commit);
	event_free(keeper.lazy);
	store_close(keeper.store);
	reader_set_finish(&keeper.reading);
	arena_finish(&keeper.arena);
	buf_finish(&answer);
	settings_finish(&child.settings);
	event_base_free(child.base);
	return 0;
}

/* Somebody writes, is corrected, and a clerk comes. */
static void ask_for_a_model(void)
{
	ask("{\"verb\":\"handset\",\"line\":\"first\",\"from\":\"+33639981001\",\"text\":\"le "
	    "colis est au "
	    "relais\"}");
	assert_non_null(
		strstr(ask("{\"verb\":\"correct\",\"contact\":\"+33639981001\",\"kind\":\"scam\","
			   "\"weight\":\"8\"}"),
		       "\"number\":1"));
	connect_clerk();
	assert_int_equal(asked.count, 1);
	assert_int_equal(texts, 1);
	assert_int_equal(ends, 1);
	assert_true(says("\"state\":\"training\""));
}

/* ---- tests ---- */

static void a_good_model_is_used_and_kept(void **state)
{
	struct buf model = {0};
	char before[160];

	(void)state;
	snprintf(before, sizeof before, "%.60s", ask("{\"verb\":\"corrections\"}"));
	ask_for_a_model();
	encode(1, &model);
	hand_over(buf_bytes(&model), (uint32_t)model.size, SEALS);
	commit();
	assert_true(says("\"state\":\"in use\""));
	assert_true(says("\"learnt\":1"));
	assert_string_not_equal(before, ask("{\"verb\":\"corrections\"}"));
	close_keeper();
	channel_destroy(clerk);
	clerk = NULL;
	open_keeper(); /* a restart */
	assert_true(says("\"state\":\"in use\""));
	assert_true(says("\"learnt\":1"));
	buf_finish(&model);
}

static void what_is_not_sealed_is_refused(void **state)
{
	struct buf model = {0};

	(void)state;
	ask_for_a_model();
	encode(1, &model);
	hand_over(buf_bytes(&model), (uint32_t)model.size,
		  F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
	assert_true(says("it is not sealed"));
	assert_true(says("\"learnt\":0"));
	buf_finish(&model);
}

static void what_is_of_another_size_is_refused(void **state)
{
	struct buf model = {0};

	(void)state;
	ask_for_a_model();
	encode(1, &model);
	hand_over(buf_bytes(&model), (uint32_t)model.size + 1, SEALS);
	assert_true(says("or not of the size it says"));
	buf_finish(&model);
}

static void what_is_no_model_is_refused(void **state)
{
	struct buf model = {0};

	(void)state;
	ask_for_a_model();
	encode(1, &model);
	model.data[model.size / 3] ^= 1;
	hand_over(buf_bytes(&model), (uint32_t)model.size, SEALS);
	assert_true(says("\"state\":\"refused\""));
	assert_true(says("\"learnt\":0"));
	assert_false(clerk_gone);
	buf_finish(&model);
}

static void what_is_too_large_is_refused(void **state)
{
	static uint8_t large[MODELS_BYTES_MAX + 1];

	(void)state;
	ask_for_a_model();
	hand_over((struct bytes){large, sizeof large}, sizeof large, SEALS);
	assert_true(says("\"state\":\"refused\""));
}

static void what_reads_worse_is_refused_until_it_is_taken_back(void **state)
{
	struct buf model = {0};

	(void)state;
	ask_for_a_model();
	encode(-1, &model);
	hand_over(buf_bytes(&model), (uint32_t)model.size, SEALS);
	assert_true(says("worse than before"));
	assert_true(says("\"learnt\":0"));
	connect_clerk();
	assert_int_equal(ends, 1); /* not asked again for the same */
	ask("{\"verb\":\"take_back\",\"number\":\"1\"}");
	assert_true(says("\"state\":\"in use\""));
	assert_true(says("\"count\":0"));
	buf_finish(&model);
}

static void a_clerk_that_says_why_is_quoted(void **state)
{
	struct ipc_no_model row = {.why = bytes_of_text("too few examples")};

	(void)state;
	ask_for_a_model();
	row.token = asked.token;
	ipc_put_no_model(channel_begin(clerk, IPC_NO_MODEL), &row);
	channel_end(clerk);
	channel_flush(clerk);
	turn();
	assert_true(says("\"refusal\":\"too few examples\""));
}

static void a_clerk_that_dies_is_asked_again_but_not_for_ever(void **state)
{
	(void)state;
	ask_for_a_model();
	connect_clerk();
	connect_clerk();
	assert_int_equal(ends, 3);
	connect_clerk();
	assert_int_equal(ends, 3);
	assert_true(says("ended again and again"));
}

static void an_answer_to_nothing_costs_the_connection(void **state)
{
	struct buf model = {0};

	(void)state;
	encode(1, &model);
	connect_clerk();
	hand_over(buf_bytes(&model), (uint32_t)model.size, SEALS);
	assert_true(clerk_gone);
	assert_true(says("\"learnt\":0"));
	buf_finish(&model);
}

static void the_last_text_must_be_known(void **state)
{
	(void)state;
	assert_non_null(
		strstr(ask("{\"verb\":\"correct\",\"contact\":\"+33639981001\",\"kind\":\"scam\"}"),
		       "no such contact"));
	ask("{\"verb\":\"handset\",\"line\":\"first\",\"from\":\"+33639981001\",\"text\":"
	    "\"bonjour\"}");
	assert_non_null(
		strstr(ask("{\"verb\":\"correct\",\"contact\":\"1\",\"kind\":\"grooming\"}"),
		       "one of dealer"));
	assert_non_null(
		strstr(ask("{\"verb\":\"correct\",\"contact\":\"1\",\"kind\":\"scam\",\"weight\":"
			   "\"0\"}"),
		       "from 1 to 8"));
	assert_non_null(strstr(ask("{\"verb\":\"take_back\",\"number\":\"x\"}"), "no correction"));
	assert_true(says("\"count\":0"));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_good_model_is_used_and_kept),
		CASE(what_is_not_sealed_is_refused),
		CASE(what_is_of_another_size_is_refused),
		CASE(what_is_no_model_is_refused),
		CASE(what_is_too_large_is_refused),
		CASE(what_reads_worse_is_refused_until_it_is_taken_back),
		CASE(a_clerk_that_says_why_is_quoted),
		CASE(a_clerk_that_dies_is_asked_again_but_not_for_ever),
		CASE(an_answer_to_nothing_costs_the_connection),
		CASE(the_last_text_must_be_known),
	};

	return cmocka_run_group_tests_name("keeper_learning", tests, NULL, NULL);
}
