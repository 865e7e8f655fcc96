// SPDX-License-Identifier: GPL-3.0-or-later
/* Conversations, and what a line's share, as bytes: sealed by the driver beside its snapshot. */
#include "flow/decide/stall/stall.h"

#include <math.h>
#include <string.h>

enum { STALLING_VERSION = 1 };

const char *phase_name(enum phase phase)
{
	static const char *const names[PHASE_COUNT] = {
#define X(id, code, name, what) [code] = name,
		PHASES(X)
#undef X
	};

	return (size_t)phase < PHASE_COUNT ? names[phase] : "unknown";
}

const char *band_name(enum band band)
{
	static const char *const names[BAND_COUNT] = {"low", "middle", "high"};

	return (size_t)band < BAND_COUNT ? names[band] : "unknown";
}

/* The members of one size, in the order in which they are written: the manual of the format. */
#define BYTES(B)                                                                                   \
	B(engaged) B(arm) B(over) B(language) B(other) B(phase) B(last_act) B(last_move) B(meetings)        \
	B(missed) B(revivals) B(alone) B(accused) B(doubt) B(insults) B(calls) B(place)            \
	B(last_place) B(delay) B(number)
#define SHORTS(S) S(product) S(theirs) S(ours) S(turns)
#define WORDS(W) W(known) W(heard) W(asked)
#define FLOATS(F) F(suspicion) F(quantity) F(price) F(weight) F(active)
#define MOMENTS(M) M(meeting) M(began) M(heard_at) M(said_at) M(there_at) M(touched) M(waits_from)

static void save_choice(const struct choice *choice, struct buf *out)
{
	buf_add_u8(out, choice->used);
	if (choice->used == 0)
		return;
	buf_add_u8(out, choice->cell);
	buf_add_u8(out, choice->act);
	buf_add_u8(out, choice->move);
	buf_add_u8(out, choice->delay);
	buf_add_u8(out, choice->style);
	buf_add_u8(out, choice->turns);
	buf_add_f32(out, choice->minutes);
	buf_add_f32(out, choice->p);
	buf_add_f32(out, choice->p_prior);
	buf_add_f32(out, choice->p_uniform);
	buf_add_u64(out, (uint64_t)choice->at);
}

void stall_save(const struct stall *stall, struct buf *out)
{
#define B(member) buf_add_u8(out, stall->member);
	BYTES(B)
#undef B
#define S(member) buf_add_u16(out, stall->member);
	SHORTS(S)
#undef S
#define W(member) buf_add_u32(out, stall->member);
	WORDS(W)
#undef W
#define F(member) buf_add_f32(out, stall->member);
	FLOATS(F)
#undef F
#define M(member) buf_add_u64(out, (uint64_t)stall->member);
	MOMENTS(M)
#undef M
	buf_add_u64(out, stall->voice);
	buf_add_u64(out, stall->event);
	buf_add_u64(out, stall->story);
	buf_add_u16(out, (uint16_t)stall->promised);
	buf_add(out, stall->unit, sizeof stall->unit);
	buf_add(out, stall->counts, sizeof stall->counts);
	for (int i = 0; i < CHOICES_MAX; i++)
		save_choice(&stall->choices[i], out);
}

static void load_choice(struct reader *reader, struct choice *choice)
{
	choice->used = read_u8(reader);
	if (choice->used == 0)
		return;
	choice->cell = read_u8(reader);
	choice->act = read_u8(reader);
	choice->move = read_u8(reader);
	choice->delay = read_u8(reader);
	choice->style = read_u8(reader);
	choice->turns = read_u8(reader);
	choice->minutes = read_f32(reader);
	choice->p = read_f32(reader);
	choice->p_prior = read_f32(reader);
	choice->p_uniform = read_f32(reader);
	choice->at = (ms_t)read_u64(reader);
	if (choice->cell >= CELL_COUNT || choice->act >= ACT_COUNT || choice->move >= MOVE_COUNT ||
	    choice->delay > DELAY_COUNT || choice->style >= STYLE_COUNT)
		reader->bad = true;
}

/* What is used as an index must be one. */
static bool is_sound(const struct stall *stall)
{
	return stall->engaged <= ENGAGED_PROBE && stall->number < LINE_NUMBERS_MAX &&
	       stall->phase < PHASE_COUNT && stall->arm < ARM_COUNT && stall->last_act < ACT_COUNT &&
	       stall->last_move < MOVE_COUNT && stall->delay < DELAY_COUNT &&
	       stall->language < LANGUAGE_COUNT && stall->over < WHY_COUNT &&
	       stall->place <= LINE_PLACES_MAX && stall->last_place <= LINE_PLACES_MAX &&
	       memchr(stall->unit, 0, sizeof stall->unit) != NULL;
}

static void get_bytes(struct reader *reader, void *into, size_t size)
{
	uint8_t *at = into;

	for (size_t i = 0; i < size; i++)
		at[i] = read_u8(reader);
}

enum err stall_load(struct reader *reader, unsigned version, struct stall *ret_stall)
{
	struct stall stall = {0};

#define B(member) stall.member = read_u8(reader);
	BYTES(B)
#undef B
#define S(member) stall.member = read_u16(reader);
	SHORTS(S)
#undef S
#define W(member) stall.member = read_u32(reader);
	WORDS(W)
#undef W
#define F(member) stall.member = read_f32(reader);
	FLOATS(F)
#undef F
#define M(member) stall.member = (ms_t)read_u64(reader);
	MOMENTS(M)
#undef M
	stall.voice = read_u64(reader);
	stall.event = read_u64(reader);
	/* Before there were stories: what was claimed then is not known, and nothing is barred by it. */
	stall.story = version > 1 ? read_u64(reader) : 0;
	stall.promised = (int16_t)read_u16(reader);
	get_bytes(reader, stall.unit, sizeof stall.unit);
	get_bytes(reader, stall.counts, sizeof stall.counts);
	for (int i = 0; i < CHOICES_MAX; i++)
		load_choice(reader, &stall.choices[i]);
	if (reader->bad || !is_sound(&stall))
		return ERR_INPUT;
	*ret_stall = stall;
	return ERR_NONE;
}

static void save_estimate(const struct estimate *estimate, struct buf *out)
{
	buf_add_f64(out, estimate->count);
	buf_add_f64(out, estimate->weight);
	buf_add_f64(out, estimate->squares);
	buf_add_f64(out, estimate->reward);
	buf_add_f64(out, estimate->reward_squares);
}

static void load_estimate(struct reader *reader, struct estimate *ret_estimate)
{
	ret_estimate->count = read_f64(reader);
	ret_estimate->weight = read_f64(reader);
	ret_estimate->squares = read_f64(reader);
	ret_estimate->reward = read_f64(reader);
	ret_estimate->reward_squares = read_f64(reader);
}

void stalling_save(const struct stalling *stalling, struct buf *out)
{
	struct buf learner = {0};

	buf_add_u8(out, STALLING_VERSION);
	buf_add_u8(out, stalling->last_place);
	buf_add_u8(out, LINE_NUMBERS_MAX);
	for (int i = 0; i < LINE_NUMBERS_MAX; i++) {
		const struct own_number *own = &stalling->numbers[i];

		buf_add_f32(out, own->opened);
		buf_add_f32(out, own->answered);
		buf_add_f32(out, own->accused);
		buf_add_u64(out, (uint64_t)own->rests_until);
		buf_add_u16(out, own->rests);
		buf_add_u8(out, own->retired);
	}
	for (int i = 0; i < POLICY_COUNT; i++)
		save_estimate(&stalling->estimates[i], out);
	learner_save(&stalling->learner, &learner);
	buf_add(out, learner.data, learner.size);
	buf_finish(&learner);
}

enum err stalling_load(struct stalling *stalling, struct bytes saved)
{
	struct reader reader = reader_of(saved);
	uint8_t version = read_u8(&reader), place = read_u8(&reader), numbers = read_u8(&reader);
	struct own_number read[LINE_NUMBERS_MAX] = {0};
	struct estimate estimates[POLICY_COUNT];

	if (version != STALLING_VERSION || numbers != LINE_NUMBERS_MAX || place > LINE_PLACES_MAX)
		return ERR_INPUT;
	for (int i = 0; i < LINE_NUMBERS_MAX; i++) {
		read[i].opened = read_f32(&reader);
		read[i].answered = read_f32(&reader);
		read[i].accused = read_f32(&reader);
		read[i].rests_until = (ms_t)read_u64(&reader);
		read[i].rests = read_u16(&reader);
		read[i].retired = read_u8(&reader) != 0;
	}
	for (int i = 0; i < POLICY_COUNT; i++)
		load_estimate(&reader, &estimates[i]);
	if (reader.bad)
		return ERR_INPUT;
	memcpy(stalling->estimates, estimates, sizeof estimates);
	stalling->last_place = place;
	memcpy(stalling->numbers, read, sizeof read);
	return learner_load(&stalling->learner,
			    (struct bytes){saved.data + (saved.size - reader_left(&reader)),
					   reader_left(&reader)});
}
